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

  static Plan whole() {
    return new Plan(Duration.ofSeconds(10), 3, false);
  }

  static Plan hasty() {
    return new Plan(Duration.ofSeconds(5), 1, true);
  }

  Duration shorter(Duration time) {
    return quick ? time.dividedBy(2) : time;
  }
}
