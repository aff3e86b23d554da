package chat.tacet.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Who is slow on purpose holds little, not for long, and nobody else up. */
@ExtendWith(OutputCaptureExtension.class)
class SlowCallsTest {

  private static final String AT_MOST = "tacet.gateway.throttle.calls-in-flight-per-address";
  private static final String BODY_TIMEOUT = "tacet.gateway.body-timeout";
  private static final String CALL_TIMEOUT = "tacet.gateway.call-timeout";

  private static final String LOOK_UP = "/api/v1/auth/usernames/";
  private static final String BOB = "203.0.113.7";
  private static final Duration SOON = Duration.ofSeconds(20);

  /** {@code BackendConnections.MAX_CONNECTIONS}. */
  private static final int ALL_CONNECTIONS = 256;

  /** Waits for bodies and answers as it would in life. */
  private static Door patient;

  /** Waits for bodies a second. */
  private static Door hasty;

  /** Stories end before the gateway has noticed: each has its own Mallory. */
  private static final AtomicInteger MALLORIES = new AtomicInteger();

  private final String mallory = "203.0.113." + (100 + MALLORIES.getAndIncrement());
  private final List<SlowCall> calls = new ArrayList<>();

  @BeforeAll
  static void open() {
    patient = open(Map.of(AT_MOST, 2));
    hasty = open(Map.of(AT_MOST, 2, BODY_TIMEOUT, "1s"));
  }

  @AfterAll
  static void close() {
    patient.close();
    hasty.close();
  }

  @AfterEach
  void hangUp() {
    calls.forEach(SlowCall::close);
  }

  @Test
  void aBodyThatDoesNotComeIsRefusedAndItsConnectionEnds() throws Exception {
    var call = begin(hasty, mallory);

    assertThat(call.answer())
        .startsWith("HTTP/1.1 408")
        .containsIgnoringCase("content-type: application/problem+json")
        .containsIgnoringCase("connection: close")
        .contains("\"code\":\"request-timeout\"");
    assertThat(call.ends()).isTrue();
  }

  @Test
  void aByteNowAndThenBuysNoTime() throws Exception {
    var call = begin(hasty, mallory);

    await()
        .pollInterval(Duration.ofMillis(20))
        .atMost(SOON)
        .until(() -> call.isAnswered() || !call.send(" "));

    // A byte that meets a closed connection resets it, and the answer may go with it.
    assertThat(call.answer()).matches("(?s)(HTTP/1.1 408.*)?");
    awaitPlaceFor(hasty, mallory);
  }

  @Test
  void anAddressHasItsOwnFewPlaces() {
    beginTwo(patient, mallory);
    beginTwo(patient, "2001:db8::1");

    var refused = patient.send(patient.to(LOOK_UP + "x").header("X-Forwarded-For", mallory));
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.body()).contains("\"code\":\"rate-limited\"");
    assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
    assertThat(status(patient, LOOK_UP + "x", "2001:db8::2")).as("the same /64").isEqualTo(429);
    assertThat(status(patient, LOOK_UP + "x", BOB)).isEqualTo(200);
    assertThat(status(patient, "/", mallory)).as("files hold no service").isEqualTo(200);
  }

  @Test
  void socketsAreNoCalls() throws Exception {
    beginTwo(patient, mallory);

    var socket =
        patient
            .http()
            .newWebSocketBuilder()
            .header("X-Forwarded-For", mallory)
            .subprotocols("tacet.v1", patient.tokens.ticket())
            .buildAsync(URI.create("ws://localhost:" + patient.port + "/ws"), new Silent())
            .get(10, TimeUnit.SECONDS);

    assertThat(socket.getSubprotocol()).isEqualTo("tacet.v1");
    socket.abort();
  }

  @Test
  void placesComeBackWhenTheCallerHangsUp(CapturedOutput output) {
    for (int round = 0; round < 3; round++) {
      beginTwo(patient, mallory);
      hangUp();
      awaitPlaceFor(patient, mallory);
    }

    beginTwo(patient, mallory);
    assertThat(output).as("that is no failure of ours").doesNotContain("ERROR", "WARN");
  }

  @Test
  void placesComeBackWhenTheBodyIsLate() throws Exception {
    for (int round = 0; round < 2; round++) {
      for (var late : beginTwo(hasty, mallory)) {
        assertThat(late.answer()).startsWith("HTTP/1.1 408");
      }
    }
  }

  @Test
  void whatHeldEveryConnectionOfAServiceIsLetGo() throws Exception {
    for (int held = 0; held < ALL_CONNECTIONS; held++) {
      begin(hasty, "198.51.100." + held);
    }

    for (var call : calls) {
      assertThat(call.answer()).startsWith("HTTP/1.1 408");
      assertThat(call.ends()).isTrue();
    }
    assertThat(status(hasty, LOOK_UP + "x", BOB)).isEqualTo(200);
  }

  @Test
  void anAnswerThatStallsIsBrokenOffAndNamesNobodyInTheLog(CapturedOutput output) {
    try (var brisk = open(Map.of(AT_MOST, 1, CALL_TIMEOUT, "500ms"))) {
      brisk.auth.on(
          LOOK_UP + "carol-the-quiet",
          (request, response) ->
              response
                  .header("Content-Length", "100")
                  .sendString(Flux.concat(Mono.just("{"), Mono.never())));

      assertThat(status(brisk, LOOK_UP + "carol-the-quiet", mallory)).isEqualTo(-1);

      awaitPlaceFor(brisk, mallory);
      assertThat(output).contains("An answer was broken off").doesNotContain("carol-the-quiet");
    }
  }

  /** A door that believes where its callers say they come from, and waits for services. */
  private static Door open(Map<String, Object> settings) {
    var all = new HashMap<>(settings);
    all.put("tacet.trusted-proxies", "127.0.0.1");
    all.put("tacet.gateway.backend-timeout", "15s");
    return Door.open(all);
  }

  private SlowCall begin(Door door, String address) {
    var call = SlowCall.begin(door, address);
    calls.add(call);
    return call;
  }

  /** Two calls that have reached the service. */
  private List<SlowCall> beginTwo(Door door, String address) {
    return List.of(beginOne(door, address), beginOne(door, address));
  }

  /** Begins again if it is refused: a place comes back a moment after its caller hung up. */
  private SlowCall beginOne(Door door, String address) {
    int before = door.auth.begun();
    begin(door, address);
    await()
        .atMost(SOON)
        .until(() -> {
          boolean begun = door.auth.begun() == before + 1;
          if (!begun && calls.getLast().isAnswered()) {
            begin(door, address);
          }
          return begun;
        });
    return calls.getLast();
  }

  private static void awaitPlaceFor(Door door, String address) {
    await().atMost(SOON).until(() -> status(door, LOOK_UP + "x", address) == 200);
  }

  /** Of the answer; -1 if the connection broke before it was whole. */
  private static int status(Door door, String path, String address) {
    try {
      return door.send(door.to(path).header("X-Forwarded-For", address)).statusCode();
    } catch (UncheckedIOException broken) {
      return -1;
    }
  }

  private static final class Silent implements WebSocket.Listener {}
}
