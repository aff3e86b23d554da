package chat.tacet.gateway;

import chat.tacet.kit.boot.TacetService;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The service, and its start by itself. */
@SpringBootApplication
public class GatewayApplication {

  /** How to start it, here or beside others. */
  public static final TacetService SERVICE =
      new TacetService("gateway", GatewayApplication.class, "TACET_PORT", 8080);

  public static void main(String[] args) {
    SERVICE.main(args);
  }
}
