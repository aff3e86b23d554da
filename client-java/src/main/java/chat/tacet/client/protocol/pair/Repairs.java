package chat.tacet.client.protocol.pair;

import chat.tacet.client.protocol.Limits;
import java.util.ArrayList;
import java.util.List;

/**
 * How often a pair was repaired, [S-8].
 *
 * @param total since the pair exists, for the security details
 * @param recent times of those within a day, milliseconds, oldest first
 */
record Repairs(long total, List<Long> recent) {

  static final Repairs NONE = new Repairs(0, List.of());

  Repairs {
    recent = List.copyOf(recent);
  }

  boolean mayRepair(long now) {
    List<Long> counted = at(now).recent;
    return counted.size() < Limits.MAX_REPAIRS_PER_DAY
        && counted.stream().allMatch(time -> apart(now, time) >= Limits.REPAIR_INTERVAL_MS);
  }

  Repairs with(long now) {
    List<Long> more = new ArrayList<>(at(now).recent);
    more.add(now);
    return new Repairs(total + 1, more);
  }

  private Repairs at(long now) {
    return new Repairs(
        total, recent.stream().filter(time -> apart(now, time) < Limits.REPAIR_WINDOW_MS).toList());
  }

  // [S-11] A time that lies ahead is of a clock that was wrong.
  private static long apart(long now, long time) {
    return Math.abs(now - time);
  }
}
