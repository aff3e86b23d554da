package chat.tacet.client.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("[F-13] Pauses between connections")
class BackoffTest {

  private final Backoff backoff = new Backoff(new Random(13));

  @Test
  @DisplayName("grow to a minute, and are anything up to that")
  void grow() {
    assertThat(next(1)).allMatch(pause -> pause.compareTo(Backoff.FIRST) <= 0);
    assertThat(next(50)).allMatch(pause -> pause.compareTo(Backoff.LONGEST) <= 0);
    assertThat(next(200)).anyMatch(pause -> pause.compareTo(Duration.ofSeconds(50)) > 0);
    assertThat(next(200)).anyMatch(pause -> pause.compareTo(Duration.ofSeconds(5)) < 0);
  }

  @Test
  @DisplayName("are short again after a connection that worked")
  void reset() {
    backoff.slow();
    backoff.reset();

    assertThat(next(1)).allMatch(pause -> pause.compareTo(Backoff.FIRST) <= 0);
  }

  private Stream<Duration> next(int count) {
    return IntStream.range(0, count).mapToObj(i -> backoff.next());
  }
}
