package chat.tacet.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Callers who hang up before they have their answer: no failure of a service, and no error of ours.
 */
@ExtendWith(OutputCaptureExtension.class)
class CallerGoneTest {

  private static final String PATH = "/api/v1/auth/usernames/x";
  private static final String GET = "GET " + PATH + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
  private static final String BEGUN_POST =
      "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: 999\r\n\r\n{".formatted(PATH);

  private static final int CALLERS = 150;

  /** Some are gone before the answer, some within it, some behind it. */
  private static final int LONGEST_WAIT_MS = 8;

  private final Door door = Door.open();

  @AfterEach
  void close() {
    door.close();
  }

  @Test
  void aroundTheAnswer(CapturedOutput log) throws IOException {
    door.auth.on(
        PATH,
        (request, response) ->
            response.sendString(Flux.just("l", "a", "te").delayElements(Duration.ofMillis(2))));

    nobodyIsBlamed(GET, false, log);
  }

  @Test
  void whileItComes(CapturedOutput log) throws IOException {
    door.auth.on(
        PATH,
        (request, response) ->
            response.sendString(Flux.range(0, 100).map(part -> "x".repeat(10_000))));

    nobodyIsBlamed(GET, true, log);
  }

  @Test
  void whileTheyAreStillAsking(CapturedOutput log) throws IOException {
    nobodyIsBlamed(BEGUN_POST, false, log);
  }

  @Test
  void aServiceThatHangsUpIsSaid(CapturedOutput log) {
    door.auth.on(
        PATH,
        (request, response) ->
            response
                .header("Content-Length", "100")
                .sendString(
                    Flux.concat(
                        Mono.just("{"),
                        Mono.delay(Duration.ofMillis(50)).then(Mono.error(new IOException())))));

    assertThatThrownBy(() -> door.get(PATH)).isInstanceOf(UncheckedIOException.class);

    await().untilAsserted(() -> assertThat(log).contains("backend=auth", "broken off"));
  }

  /**
   * @param reading whether they have begun to read the answer
   */
  private void nobodyIsBlamed(String request, boolean reading, CapturedOutput log)
      throws IOException {
    for (int i = 0; i < CALLERS; i++) {
      hangUp(request, reading, i % 2 == 0);
    }
    // Behind all of them in the same loops.
    for (int i = 0; i < 8; i++) {
      assertThat(door.get("/").statusCode()).isEqualTo(200);
    }
    assertThat(log.getAll()).doesNotContain("backend=", "broken off", "onErrorDropped");
  }

  /**
   * @param reset as a process that dies with something unread, or a network that is gone
   */
  private void hangUp(String request, boolean reading, boolean reset) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), door.port)) {
      if (reset) {
        socket.setSoLinger(true, 0);
      }
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      if (reading) {
        assertThat(socket.getInputStream().read()).isNotNegative();
      } else {
        LockSupport.parkNanos(
            ThreadLocalRandom.current().nextLong(TimeUnit.MILLISECONDS.toNanos(LONGEST_WAIT_MS)));
      }
    }
  }
}
