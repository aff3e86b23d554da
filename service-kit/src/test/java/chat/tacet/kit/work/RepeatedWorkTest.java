package chat.tacet.kit.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

/** The time of these stories passes only when it is told to. */
@ExtendWith(OutputCaptureExtension.class)
class RepeatedWorkTest {

  private static final Duration HOUR = Duration.ofHours(1);

  /** Longer than any pause. */
  private static final Duration LONG = Duration.ofSeconds(30);

  private final AtomicInteger runs = new AtomicInteger();
  private VirtualTimeScheduler time = VirtualTimeScheduler.create();
  private Mono<Void> outcome = Mono.empty();

  private final RepeatedWork work =
      new RepeatedWork(
          "The well is dry",
          HOUR,
          () -> {
            runs.incrementAndGet();
            return outcome;
          });

  @BeforeEach
  void takeTime() {
    time = VirtualTimeScheduler.getOrSet();
  }

  @AfterEach
  void giveTimeBack() {
    work.stop();
    VirtualTimeScheduler.reset();
  }

  @Test
  void itIsDoneAtOnceAndThenByTheClockUntilItStops() {
    work.start();
    work.start();
    pass(Duration.ZERO);
    assertThat(runs).hasValue(1);
    pass(HOUR.multipliedBy(2));
    assertThat(runs).hasValue(3);

    work.stop();
    pass(HOUR.multipliedBy(2));
    assertThat(runs).hasValue(3);
    assertThat(work.isRunning()).isFalse();

    work.start();
    pass(Duration.ZERO);
    assertThat(runs).hasValue(4);
  }

  @Test
  void aRunThatTakesLongIsNotOvertaken() {
    outcome = Mono.delay(HOUR.multipliedBy(3)).then();
    work.start();
    pass(HOUR.multipliedBy(2));
    assertThat(runs).hasValue(1);
    outcome = Mono.empty();
    pass(HOUR.multipliedBy(2));
    assertThat(runs.get()).isBetween(2, 3);
  }

  @Test
  void aFailureIsTriedAgainSoonAndForEver() {
    outcome = Mono.error(new IllegalStateException());
    work.start();
    pass(HOUR);
    int within = runs.get();
    assertThat(within).as("a pause is 5 s at most, and half as much jitter").isGreaterThan(480);
    pass(HOUR);
    assertThat(runs.get()).isGreaterThan(within);

    outcome = Mono.empty();
    pass(LONG);
    int mended = runs.get();
    pass(HOUR.minus(LONG));
    assertThat(runs.get()).as("by the clock again").isLessThanOrEqualTo(mended + 1);
  }

  @Test
  void whatThrowsInsteadOfFailingFails(CapturedOutput output) {
    outcome = Mono.fromRunnable(() -> Integer.parseInt("Alice"));
    work.start();
    pass(LONG);
    assertThat(runs.get()).isGreaterThan(1);
    assertThat(output)
        .contains("The well is dry: java.lang.NumberFormatException")
        .doesNotContain("Alice");
  }

  @Test
  void eachOutageIsOneLine(CapturedOutput output) {
    for (int outage = 1; outage <= 3; outage++) {
      outcome = Mono.error(new IllegalStateException());
      if (outage == 1) {
        work.start();
      }
      pass(HOUR);
      assertThat(output.getAll().split("The well is dry", -1)).hasSize(outage + 1);
      int before = runs.get();
      outcome = Mono.empty();
      pass(LONG);
      assertThat(runs.get()).isGreaterThan(before);
    }
  }

  private void pass(Duration duration) {
    time.advanceTimeBy(duration);
  }
}
