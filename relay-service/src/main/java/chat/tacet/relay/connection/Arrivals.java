package chat.tacet.relay.connection;

import chat.tacet.kit.problem.CommonProblems;
import chat.tacet.kit.problem.ProblemException;
import chat.tacet.relay.limits.RelayLimits;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import reactor.core.publisher.Mono;

/**
 * How many devices may be on their way in at once. When everybody comes back at the same moment,
 * those who get a place are through before they lose patience, and the others hear at once when to
 * come again, one after the other and no faster than a busy small machine takes them; without it
 * all would wait, give up and come again, and nobody would get in.
 */
public final class Arrivals {

  /** Less is no pause. */
  private static final Duration SOONEST = Duration.ofSeconds(1);

  private final Semaphore places;
  private final long betweenNanos;
  private final long longestNanos;
  private final LongSupplier nanoTime;

  /** When the last of those shall come again who found no place. */
  private final AtomicLong lastTurn;

  public Arrivals(RelayLimits limits) {
    this(limits, System::nanoTime);
  }

  Arrivals(RelayLimits limits, LongSupplier nanoTime) {
    RelayLimits.Connection connection = limits.connection();
    this.places = new Semaphore(connection.maxArriving());
    this.betweenNanos = Duration.ofSeconds(1).toNanos() / connection.comeAgainPerSecond();
    this.longestNanos = SOONEST.plus(connection.comeAgainWithin()).toNanos();
    this.nanoTime = nanoTime;
    this.lastTurn = new AtomicLong(nanoTime.getAsLong());
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
   * @param full runs before it fails so, and for no other failure
   */
  <T> Mono<T> admit(Function<Place, Mono<T>> arrival, Runnable full) {
    return Mono.defer(() -> {
      if (!places.tryAcquire()) {
        full.run();
        return Mono.error(comeAgain());
      }
      Place place = new Place(places);
      return Mono.defer(() -> arrival.apply(place)).doFinally(ended -> place.leave());
    });
  }

  private ProblemException comeAgain() {
    return CommonProblems.UNAVAILABLE
        .exception()
        .withDetail("Too many connect at once.")
        .withRetryAfter(Duration.ofNanos(untilTurn()));
  }

  private long untilTurn() {
    long now = nanoTime.getAsLong();
    long turn =
        lastTurn.updateAndGet(last ->
            last - now >= longestNanos
                ? last
                : now + Math.max(last - now + betweenNanos, SOONEST.toNanos()));
    return turn - now < longestNanos
        ? turn - now
        // All turns are given: some will find no place then, and nobody is told to stay for ever.
        // No secret hangs on it.
        : ThreadLocalRandom.current().nextLong(SOONEST.toNanos(), longestNanos + 1);
  }
}
