package chat.tacet.auth;

import chat.tacet.kit.boot.TacetService;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The service, and its start by itself. */
@SpringBootApplication
public class AuthServiceApplication {

  /** How to start it, here or beside others. */
  public static final TacetService SERVICE =
      new TacetService("auth-service", AuthServiceApplication.class, "TACET_AUTH_PORT", 8081);

  public static void main(String[] args) {
    SERVICE.main(args);
  }
}
