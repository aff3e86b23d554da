package chat.tacet.relay.story;

import java.net.http.HttpResponse;
import java.net.http.WebSocketHandshakeException;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/** How a relay answers those it does not let in. */
final class ConnectionRefusals {

  private static final int SWITCHING_PROTOCOLS = 101;

  private ConnectionRefusals() {}

  /** The HTTP status of an attempt with a fresh ticket. */
  static int status(Device device, RelayNode relay) {
    return status(device, relay, device.ticket());
  }

  /** The HTTP status of an attempt with this ticket. */
  static int status(Device device, RelayNode relay, String ticket) {
    return refusal(device, relay, ticket).map(HttpResponse::statusCode).orElse(SWITCHING_PROTOCOLS);
  }

  /** The answer to an attempt with this ticket, if it was not let in. */
  static Optional<HttpResponse<?>> refusal(Device device, RelayNode relay, String ticket) {
    try {
      Socket.open(device, relay, ticket).close();
      return Optional.empty();
    } catch (CompletionException e) {
      if (e.getCause() instanceof WebSocketHandshakeException refused) {
        return Optional.of(refused.getResponse());
      }
      throw e;
    }
  }
}
