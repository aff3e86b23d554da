package chat.tacet.client.relay;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.client.failure.ServerRefusedException;
import chat.tacet.contracts.relay.v1.Drained;
import chat.tacet.contracts.relay.v1.Goodbye;
import chat.tacet.contracts.relay.v1.ServerFrame;
import chat.tacet.contracts.relay.v1.Welcome;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A connection that gets no ticket")
class RelayLinkTest {

  @ParameterizedTest(name = "{1}")
  @CsvSource({
    "401, unauthenticated, SENT_AWAY",
    "401, login-ended, LOGIN_ENDED",
    "403, forbidden, LOGIN_ENDED",
    "401, http-401, SENT_AWAY",
    "403, http-403, SENT_AWAY",
    "429, rate-limited, SENT_AWAY"
  })
  @DisplayName("[F-13] is over for good only if the service itself says so")
  void refused(int status, String code, End end) throws Exception {
    assertThat(
            ends(() -> {
              throw new ServerRefusedException(status, code, null);
            }))
        .isEqualTo(end);
  }

  @Test
  @DisplayName("says so whatever went wrong, and tries again")
  void broken() throws Exception {
    assertThat(
            ends(() -> {
              throw new IllegalStateException("whatever an answer broke");
            }))
        .isEqualTo(End.PROTOCOL_ERROR);
  }

  @Test
  @DisplayName("for an error, which nothing mends, says so and is over for good")
  void error() throws Exception {
    assertThat(
            ends(() -> {
              throw new OutOfMemoryError("an answer that is too large");
            }))
        .isEqualTo(End.BROKEN);
    assertThat(End.BROKEN.reconnects()).isFalse();
  }

  @Test
  @DisplayName("[F-2] takes no welcome with a window that nobody has room for")
  void window() {
    assertThat(WelcomeCheck.holds(welcome(4_096))).isTrue();
    assertThat(WelcomeCheck.holds(welcome(4_097))).isFalse();
    assertThat(WelcomeCheck.holds(welcome(-1))).isFalse();
  }

  @Test
  @DisplayName("[F-2] takes no welcome whose frames the header of a large group does not fit into")
  void frames() {
    Welcome welcome = welcome(64);
    assertThat(WelcomeCheck.holds(welcome.toBuilder().setMaxFrameBytes(16_384).build())).isTrue();
    assertThat(WelcomeCheck.holds(welcome.toBuilder().setMaxFrameBytes(16_383).build())).isFalse();
  }

  @Test
  @DisplayName("[F-14] hears before any welcome how long a busy relay wants to be left alone")
  void busy() {
    var socket = new RelaySocket(new Ends());
    socket.heard(
        ServerFrame.newBuilder()
            .setGoodbye(Goodbye.newBuilder().setCode(Goodbye.Code.BUSY).setRetryAfterMs(7_000))
            .build()
            .toByteArray());

    assertThat(socket.askedPause()).isEqualTo(Duration.ofSeconds(7));
    assertThat(socket.awaitEnd()).isEqualTo(End.SENT_AWAY);
    assertThat(End.ofCloseCode(4009).reconnects()).isTrue();
  }

  @Test
  @DisplayName("[F-2] [F-14] waits as long as it is asked to, an hour at most")
  void patience() {
    assertThat(RelayLink.bounded(Duration.ofMinutes(59))).isEqualTo(Duration.ofMinutes(59));
    assertThat(RelayLink.bounded(Duration.ofMinutes(61))).isEqualTo(Duration.ofHours(1));
  }

  @Test
  @DisplayName("[F-13] has worked once all mail has come, not by being welcomed")
  void worked() {
    var socket = new RelaySocket(new Ends());
    socket.heard(ServerFrame.newBuilder().setWelcome(welcome(64)).build().toByteArray());
    assertThat(socket.wasWelcomed()).isTrue();
    assertThat(socket.worked()).isFalse();

    socket.heard(
        ServerFrame.newBuilder().setDrained(Drained.getDefaultInstance()).build().toByteArray());
    assertThat(socket.worked()).isTrue();
  }

  private static Welcome welcome(int window) {
    return Welcome.newBuilder()
        .setProtocolVersion(1)
        .setMaxFrameBytes(65_536)
        .setMaxContentBytes(49_152)
        .setMaxSendBytes(1 << 20)
        .setDeliveryWindow(window)
        .setPingIntervalMs(20_000)
        .build();
  }

  private static End ends(Supplier<String> tickets) throws Exception {
    var ends = new Ends();
    try (HttpClient http = HttpClient.newHttpClient();
        var link =
            new RelayLink(URI.create("http://localhost:1"), http, tickets, ends, new Random(1))) {
      link.start();
      End end = ends.heard.poll(10, TimeUnit.SECONDS);
      assertThat(end).isNotNull();
      return end;
    }
  }

  private static final class Ends implements RelayListener {

    private final BlockingQueue<End> heard = new LinkedBlockingQueue<>();

    @Override
    public void welcomed(Welcome welcome) {}

    @Override
    public void received(ServerFrame frame) {}

    @Override
    public void ended(End end) {
      heard.add(end);
    }
  }
}
