package chat.tacet.relay;

import chat.tacet.kit.boot.TacetService;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The service, and its start by itself. */
@SpringBootApplication
public class RelayServiceApplication {

  /** How to start it, here or beside others. */
  public static final TacetService SERVICE =
      new TacetService("relay-service", RelayServiceApplication.class, "TACET_RELAY_PORT", 8083);

  public static void main(String[] args) {
    SERVICE.main(args);
  }
}
