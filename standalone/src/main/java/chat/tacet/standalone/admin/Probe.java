package chat.tacet.standalone.admin;

import java.util.Map;
import java.util.Optional;

/**
 * What the auth-service that runs here gives to whoever tries the way to it.
 *
 * @param ticket for a socket of an account that does not exist
 * @param publicUrl where people reach it, as it was told at its start
 */
public record Probe(String ticket, String publicUrl) {

  /**
   * Asks for it.
   *
   * @param variables {@code TACET_*}
   * @return empty if no auth-service runs here
   */
  public static Optional<Probe> ask(Map<String, String> variables) {
    try {
      var services = new Services(variables);
      var answer = services.ask(Services.AUTH, "probe-ticket", Map.of());
      return Optional.of(
          new Probe(answer.path("ticket").asString(), answer.path("publicUrl").asString()));
    } catch (AdminRefusal notHere) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return "Probe[redacted]";
  }
}
