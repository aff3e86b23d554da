package chat.tacet.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  @ParameterizedTest
  @ValueSource(strings = {"Sec-WebSocket-Version: 8\r\n", ""})
  void whoSpeaksAnotherVersionIsToldWhichOneIsSpoken(String version) throws IOException {
    try (var caller = new Socket(InetAddress.getLoopbackAddress(), door.port)) {
      var request =
          "GET /ws HTTP/1.1\r\nHost: localhost:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                  .formatted(door.port)
              + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
              + version
              + "Sec-WebSocket-Protocol: tacet.v1, "
              + door.tokens.ticket()
              + "\r\n\r\n";
      caller.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      caller.setSoTimeout(10_000);
      var answer = new StringBuilder();
      while (!answer.toString().contains("upgrade-required")) {
        var some = new byte[4_096];
        int length = caller.getInputStream().read(some);
        assertThat(length).as("it ended with %s", answer).isPositive();
        answer.append(new String(some, 0, length, StandardCharsets.US_ASCII));
      }
      assertThat(answer.toString())
          .startsWith("HTTP/1.1 426 ")
          .containsIgnoringCase("Sec-WebSocket-Version: 13\r\n")
          .contains("application/problem+json");
    }
    assertThat(door.relay.received).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1/auth/registration", "/api/v1/auth/usernames/alice", "/", "/ws/"})
  void noOtherPathIsUpgraded(String path) {
    var asked = offering("tacet.v1", door.tokens.ticket());
    assertThat(refusal(asked, path)).isEqualTo(400);
    assertThat(door.relay.received).isEmpty();
    assertThat(door.auth.received).isEmpty();
  }

  private static WebSocket.Builder offering(String first, String... more) {
    return door.http().newWebSocketBuilder().subprotocols(first, more);
  }

  private static int refusal(WebSocket.Builder builder) {
    return refusal(builder, "/ws");
  }

  private static int refusal(WebSocket.Builder builder, String path) {
    var refused = new int[1];
    assertThatThrownBy(() ->
            builder
                .buildAsync(
                    URI.create("ws://localhost:" + door.port + path), new WebSocket.Listener() {})
                .get(10, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class,
            failure -> refused[0] = failure.getResponse().statusCode());
    return refused[0];
  }
}
