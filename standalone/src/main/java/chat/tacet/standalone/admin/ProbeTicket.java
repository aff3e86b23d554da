package chat.tacet.standalone.admin;

import java.util.Map;
import java.util.Optional;

/** A ticket for a socket of an account that does not exist, to try the way there. */
public final class ProbeTicket {

  private ProbeTicket() {}

  /**
   * From the auth-service that runs here.
   *
   * @param variables {@code TACET_*}
   * @return empty if none runs here
   */
  public static Optional<String> ask(Map<String, String> variables) {
    try {
      var services = new Services(Services.directory(variables));
      return Optional.of(
          services.ask(Services.AUTH, "probe-ticket", Map.of()).path("ticket").asString());
    } catch (AdminRefusal notHere) {
      return Optional.empty();
    }
  }
}
