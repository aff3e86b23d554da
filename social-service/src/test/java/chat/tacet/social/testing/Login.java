package chat.tacet.social.testing;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;

/** Somebody who signed in on a device, which need not be in the account's list. */
public final class Login {

  private final Person person;
  private final TestDevice device;
  private final UUID loginSessionId = UUID.randomUUID();
  private String userAgent = "A browser";
  private String address = "203.0.113.7";

  Login(Person person, TestDevice device) {
    this.person = person;
    this.device = device;
  }

  /** From now on the gateway sees this. */
  public Login seenAs(String newUserAgent, String newAddress) {
    userAgent = newUserAgent;
    address = newAddress;
    return this;
  }

  public TestDevice device() {
    return device;
  }

  public ResponseSpec call(String method, String path) {
    return call(method, path, null);
  }

  /** Calls as the person who signed in. */
  public ResponseSpec call(String method, String path, @Nullable Object body) {
    return person.call(
        method,
        path,
        body,
        headers -> {
          headers.setBearerAuth(person.accessToken(loginSessionId, device.id()));
          headers.set("User-Agent", userAgent);
          headers.set("X-Tacet-Client-Address", address);
        });
  }
}
