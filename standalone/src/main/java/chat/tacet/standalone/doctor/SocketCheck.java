package chat.tacet.standalone.doctor;

import chat.tacet.standalone.admin.Probe;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Whether a WebSocket opens at the public address.
 *
 * @param running its ticket of nobody's opens the socket at the gateway, and no mailbox behind it;
 *     there is none where no auth-service runs beside the doctor
 */
record SocketCheck(HttpClient http, Duration timeout, Optional<Probe> running) {

  private static final String SUBJECT = "WebSocket";

  Finding at(URI base) {
    var scheme = "https".equals(base.getScheme()) ? "wss" : "ws";
    var address = URI.create(scheme + "://" + base.getRawAuthority() + "/ws");
    try {
      var socket =
          http.newWebSocketBuilder()
              .connectTimeout(timeout)
              .subprotocols("tacet.v1", running.map(Probe::ticket).orElse("none"))
              .buildAsync(address, new WebSocket.Listener() {})
              .get(timeout.toSeconds(), TimeUnit.SECONDS);
      socket.abort();
      return Finding.good(SUBJECT, "opens through the public address");
    } catch (ExecutionException failed) {
      return refused(failed.getCause());
    } catch (TimeoutException silent) {
      return Finding.broken(
          SUBJECT,
          "the proxy keeps it waiting.",
          "let it pass \"Upgrade\" and buffer nothing for /ws");
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return Finding.broken(SUBJECT, "interrupted.", "try again");
    }
  }

  private Finding refused(@Nullable Throwable why) {
    if (why instanceof WebSocketHandshakeException handshake) {
      var answer = handshake.getResponse();
      if (answer != null && Answers.isProblem(answer) && answer.statusCode() == 401) {
        return atTheDoor();
      }
      return Finding.broken(
          SUBJECT,
          "it does not open (%s).".formatted(answer == null ? "no answer" : answer.statusCode()),
          "let the proxy pass \"Upgrade\" and \"Connection\" for /ws, with HTTP/1.1; see"
              + " docs/self-hosting.md");
    }
    return Finding.broken(
        SUBJECT, "the connection breaks.", "let the proxy pass WebSockets for /ws");
  }

  /** It has come as far as the ticket: the proxy passes what is asked. */
  private Finding atTheDoor() {
    return running.isPresent()
        ? Finding.broken(
            SUBJECT,
            "reaches a gateway that does not know the ticket of this one, or got it too late.",
            "ask again; if it stays, see that the address leads to this Tacet, and keep time"
                + " (NTP)")
        : Finding.advice(
            SUBJECT,
            "its door answers through the public address; not gone through: there is no ticket"
                + " here.",
            "sign in with a browser: \"You are offline.\" has to go away");
  }
}
