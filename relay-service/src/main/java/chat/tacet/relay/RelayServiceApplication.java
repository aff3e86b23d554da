package chat.tacet.relay;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts the service by itself. */
@SpringBootApplication
public class RelayServiceApplication {

  public static void main(String[] args) {
    SpringApplication.run(RelayServiceApplication.class, args);
  }
}
