package chat.tacet.auth.throttle;

import static chat.tacet.auth.password.PasswordProblems.WRONG_CREDENTIALS;
import static chat.tacet.kit.problem.CommonProblems.RATE_LIMITED;
import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.kit.problem.ProblemException;
import chat.tacet.kit.problem.ProblemType;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** What counts against whoever may be guessing. */
class ThrottleTest {

  private static final int TRIES = 3;

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Throttle throttle =
      new Throttle(new Limit(TRIES, Duration.ofDays(1)), meters.counter("refusals"));

  @Test
  void wrongAnswersCountAgainstWhomTheyAreAbout() {
    for (int i = 0; i < TRIES; i++) {
      assertThat(ended(Mono.error(WRONG_CREDENTIALS.exception()))).isEqualTo(WRONG_CREDENTIALS);
    }
    assertThat(ended(Mono.error(WRONG_CREDENTIALS.exception()))).isEqualTo(RATE_LIMITED);
    assertThat(meters.counter("refusals").count()).isEqualTo(1);
    assertThat(throttle.spend("bob", Mono.just("right")).block()).isEqualTo("right");
  }

  @Test
  void noAnswerCountsAsAWrongOne() {
    for (int i = 0; i < TRIES; i++) {
      assertThat(throttle.spend("alice", Mono.empty()).blockOptional()).isEmpty();
    }
    assertThat(ended(Mono.empty())).isEqualTo(RATE_LIMITED);
  }

  @Test
  void rightAnswersAndWhatNobodyHadTimeForDoNot() {
    for (int i = 0; i < 10 * TRIES; i++) {
      assertThat(throttle.spend("alice", Mono.just("right")).block()).isEqualTo("right");
      assertThat(ended(Mono.error(RATE_LIMITED.exception()))).isEqualTo(RATE_LIMITED);
    }
    assertThat(meters.counter("refusals").count()).isZero();
  }

  @Test
  void aClockThatIsPutBackKeepsNobodyWaiting() {
    var bucket = new Limit(TRIES, Duration.ofHours(1)).newBucket();
    assertThat(bucket.getTimeMeter().isWallClockBased()).isFalse();
  }

  /** How a check of Alice's ended; null when it found nothing. */
  private @Nullable ProblemType ended(Mono<String> check) {
    return throttle
        .spend("alice", check)
        .<ProblemType>then(Mono.empty())
        .onErrorResume(ProblemException.class, problem -> Mono.just(problem.type()))
        .block();
  }
}
