package chat.tacet.benchmark;

import java.time.Duration;

/**
 * How long it is looked at everything.
 *
 * @param interval of one measurement
 * @param rounds how often each is measured; the median counts
 * @param quick whether only to see that it works
 */
record Plan(Duration interval, int rounds, boolean quick) {

  /** From the beginning of a load until it is measured. */
  static final Duration SETTLE = Duration.ofSeconds(1);

  /** For the optimising compiler at most, if it does not say that it is done. */
  private static final Duration WARM_UP = Duration.ofSeconds(60);

  static Plan whole() {
    return new Plan(Duration.ofSeconds(6), 3, false);
  }

  static Plan hasty() {
    return new Plan(Duration.ofSeconds(5), 1, true);
  }

  Duration shorter(Duration time) {
    return quick ? time.dividedBy(2) : time;
  }

  Duration warmUp() {
    return shorter(WARM_UP);
  }
}
