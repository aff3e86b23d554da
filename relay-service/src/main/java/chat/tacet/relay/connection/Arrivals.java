package chat.tacet.relay.connection;

import chat.tacet.kit.problem.CommonProblems;
import chat.tacet.kit.problem.ProblemException;
import chat.tacet.relay.limits.RelayLimits;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * How many devices may be on their way in at once. When everybody comes back at the same moment,
 * those who get a place are through before they lose patience, and the others hear at once when to
 * come again, each another time; without it all would wait, give up and come again, and nobody
 * would get in.
 */
public final class Arrivals {

  /** Less is no pause. */
  private static final Duration SOONEST = Duration.ofSeconds(1);

  private final Semaphore places;
  private final long spreadMillis;

  public Arrivals(RelayLimits limits) {
    places = new Semaphore(limits.connection().maxArriving());
    spreadMillis = limits.connection().comeAgainWithin().toMillis();
  }

  /** A place that can be left before the end. */
  static final class Place {

    private final Semaphore places;
    private final AtomicBoolean left = new AtomicBoolean();

    private Place(Semaphore places) {
      this.places = places;
    }

    /** Lets the next one in; more than once is once. */
    void leave() {
      if (left.compareAndSet(false, true)) {
        places.release();
      }
    }
  }

  /**
   * Lets somebody arrive, or fails with {@code unavailable} before anything was done for them;
   * their ticket is still good then. The place is left however the arrival ends.
   *
   * @param room whether this node takes anybody
   * @param full runs before it fails so, and for no other failure
   */
  <T> Mono<T> admit(Function<Place, Mono<T>> arrival, BooleanSupplier room, Runnable full) {
    return Mono.defer(() -> {
      if (!room.getAsBoolean() || !places.tryAcquire()) {
        full.run();
        return Mono.error(comeAgain());
      }
      Place place = new Place(places);
      return Mono.defer(() -> arrival.apply(place)).doFinally(ended -> place.leave());
    });
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
