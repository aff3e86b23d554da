package chat.tacet.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who is stopped before a socket is upgraded. No test here may reach the relay. */
class SocketRefusalTest {

  private static Door door;

  @BeforeAll
  static void open() {
    door = Door.open();
  }

  @AfterAll
  static void close() {
    door.close();
  }

  @Test
  void nobodyIsUpgradedWithoutAGoodTicket() {
    assertThat(refusal(offering("tacet.v1", "nonsense"))).isEqualTo(401);
    assertThat(refusal(offering("tacet.v1", door.tokens.expiredTicket()))).isEqualTo(401);
    assertThat(refusal(offering("tacet.v1", door.tokens.access(UUID.randomUUID())))).isEqualTo(401);
    assertThat(refusal(door.http().newWebSocketBuilder())).isEqualTo(401);
    assertThat(refusal(offering("tacet.v1"))).isEqualTo(401);
    assertThat(refusal(offering(door.tokens.ticket(), "tacet.v1"))).isEqualTo(401);
    assertThat(refusal(offering("tacet.v1", door.tokens.ticket(), "more"))).isEqualTo(401);
    assertThat(door.relay.received).isEmpty();
  }

  @Test
  void onlyOurOwnPageMayOpenASocket() {
    assertThat(
            refusal(
                offering("tacet.v1", door.tokens.ticket())
                    .header("Origin", "https://evil.example")))
        .isEqualTo(403);
    assertThat(refusal(offering("tacet.v1", door.tokens.ticket()).header("Origin", "null")))
        .isEqualTo(403);
    assertThat(
            refusal(
                offering("tacet.v1", door.tokens.ticket())
                    .header("Origin", "http://127.0.0.1:" + door.port)))
        .isEqualTo(403);
    assertThat(door.relay.received).isEmpty();
  }

  @Test
  void anOrdinaryRequestIsNoSocket() {
    assertThat(door.get("/ws").statusCode()).isEqualTo(400);
    assertThat(door.relay.received).isEmpty();
  }

  private static WebSocket.Builder offering(String first, String... more) {
    return door.http().newWebSocketBuilder().subprotocols(first, more);
  }

  private static int refusal(WebSocket.Builder builder) {
    var refused = new int[1];
    assertThatThrownBy(() ->
            builder
                .buildAsync(
                    URI.create("ws://localhost:" + door.port + "/ws"), new WebSocket.Listener() {})
                .get(10, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class,
            failure -> refused[0] = failure.getResponse().statusCode());
    return refused[0];
  }
}
