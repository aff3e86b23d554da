package chat.tacet.relay.system;

import chat.tacet.relay.limits.RelayLimits;
import chat.tacet.relay.roster.ConnectedDevice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import reactor.core.publisher.Flux;

/**
 * Devices are told to connect again, each once, when the messages taken from it are answered. They
 * are told one after the other, in no order, over a while that grows with their number: the other
 * nodes, or this one, have to let them all in.
 */
final class LeaveTaking {

  private static final Duration LOOK_EVERY = Duration.ofMillis(20);

  private final List<ConnectedDevice> leaving;
  private final RelayLimits.Connection limits;
  private final Duration window;
  private final Set<ConnectedDevice> told = new HashSet<>();

  LeaveTaking(Collection<ConnectedDevice> devices, RelayLimits.Connection limits) {
    this.leaving = new ArrayList<>(devices);
    Collections.shuffle(leaving);
    this.limits = limits;
    Duration needed = Duration.ofMillis(leaving.size() * 1_000L / limits.movedPerSecond());
    this.window = needed.compareTo(limits.moveWithin()) < 0 ? needed : limits.moveWithin();
  }

  /** How long it takes until all were told. */
  Duration window() {
    return window;
  }

  /**
   * Tells whose turn has come, again and again, on one thread. It does not end by itself.
   *
   * @return how long it has been going on, in nanoseconds, after each look
   */
  Flux<Long> going() {
    return Flux.defer(() -> {
      long begin = System.nanoTime();
      return Flux.interval(Duration.ZERO, LOOK_EVERY)
          .map(tick -> {
            long nanos = System.nanoTime() - begin;
            tellThoseDue(nanos);
            return nanos;
          });
    });
  }

  private void tellThoseDue(long nanos) {
    int due =
        nanos >= window.toNanos()
            ? leaving.size()
            : (int) (leaving.size() * nanos / window.toNanos());
    while (told.size() < due) {
      tell(leaving.get(told.size()));
    }
  }

  /** Tells one more device, if it was not told before. */
  void tell(ConnectedDevice device) {
    if (told.add(device)) {
      device.retire(limits.drain());
    }
  }
}
