package chat.tacet.social;

import chat.tacet.kit.boot.TacetService;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The service, and its start by itself. */
@SpringBootApplication
public class SocialServiceApplication {

  /** How to start it, here or beside others. */
  public static final TacetService SERVICE =
      new TacetService("social-service", SocialServiceApplication.class, "TACET_SOCIAL_PORT", 8082);

  public static void main(String[] args) {
    SERVICE.main(args);
  }
}
