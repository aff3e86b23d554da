package chat.tacet.relay.connection;

import chat.tacet.kit.problem.CommonProblems;
import chat.tacet.kit.problem.ProblemException;
import chat.tacet.relay.limits.RelayLimits;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.LongSupplier;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;

/**
 * How many devices may be on their way in at once. When everybody comes back at the same moment,
 * those who get a place are through before they lose patience, and the others hear at once when to
 * come again, each another time; without it all would wait, give up and come again, and nobody
 * would get in.
 *
 * <p>How many that are, a node finds out: one that has just started, or whose machine is busy,
 * takes ten times as long for each. It begins with half of the places, adds one for each who was
 * through in good time, and halves them when somebody was not: additive increase, multiplicative
 * decrease, as TCP does (RFC 5681, section 3.1).
 */
public final class Arrivals {

  /** Less is no pause. */
  private static final Duration SOONEST = Duration.ofSeconds(1);

  /**
   * So many even a node that stands still lets in, or it would never learn that it no longer does.
   */
  static final int FEWEST = 16;

  /**
   * A fifth of what the least patient client waits: those who came meanwhile wait as long again.
   */
  static final Duration GOOD_TIME = Duration.ofSeconds(2);

  private final int most;
  private final long spreadMillis;
  private final LongSupplier nanoTime;

  /**
   * Guards the three below, which belong to all event loops; held for no longer than a comparison.
   */
  private final Object lock = new Object();

  private int places;
  private int arriving;
  private long halvedAt;

  /**
   * @param nanoTime {@link System#nanoTime}
   */
  public Arrivals(RelayLimits limits, LongSupplier nanoTime) {
    most = limits.connection().maxArriving();
    spreadMillis = limits.connection().comeAgainWithin().toMillis();
    this.nanoTime = nanoTime;
    places = Math.max(Math.min(FEWEST, most), most / 2);
    halvedAt = nanoTime.getAsLong();
  }

  /** A place that can be left before the end. */
  final class Place {

    private final long takenAt;
    private final AtomicBoolean left = new AtomicBoolean();

    private Place(long takenAt) {
      this.takenAt = takenAt;
    }

    /** Lets the next one in; more than once is once. */
    void leave() {
      leave(false);
    }

    private void leave(boolean through) {
      if (left.compareAndSet(false, true)) {
        left(takenAt, nanoTime.getAsLong(), through);
      }
    }
  }

  /**
   * Lets somebody arrive, or fails with {@code unavailable} before anything was done for them;
   * their ticket is still good then. The place is left however the arrival ends.
   *
   * @param full runs before it fails so, and for no other failure
   */
  <T> Mono<T> admit(Function<Place, Mono<T>> arrival, Runnable full) {
    return Mono.defer(() -> {
      if (!taken()) {
        full.run();
        return Mono.error(comeAgain());
      }
      Place place = new Place(nanoTime.getAsLong());
      return Mono.defer(() -> arrival.apply(place))
          .doFinally(ended -> place.leave(ended == SignalType.ON_COMPLETE));
    });
  }

  private boolean taken() {
    synchronized (lock) {
      if (arriving >= places) {
        return false;
      }
      arriving++;
      return true;
    }
  }

  private void left(long takenAt, long now, boolean through) {
    synchronized (lock) {
      arriving--;
      if (now - takenAt <= GOOD_TIME.toNanos()) {
        // Who is refused, or hangs up, says nothing of how long it takes to be let in.
        places = through ? Math.min(most, places + 1) : places;
      } else if (takenAt - halvedAt >= 0) {
        // Who came before the last time was slow because of those whom it has sent away since.
        places = Math.max(Math.min(FEWEST, most), places / 2);
        halvedAt = now;
      }
    }
  }

  private ProblemException comeAgain() {
    // No secret hangs on it.
    long more = ThreadLocalRandom.current().nextLong(spreadMillis + 1);
    return CommonProblems.UNAVAILABLE
        .exception()
        .withDetail("Too many connect at once.")
        .withRetryAfter(SOONEST.plusMillis(more));
  }
}
