package chat.tacet.gateway.throttle;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.ContextView;

/**
 * How many sockets may be on their way to the relay at once, of all and of one address. When
 * everybody comes back at the same moment, those who get a place are through before they lose
 * patience, and the others hear at once when to come again.
 */
@Component
public final class SocketArrivals {

  private static final Duration SOONEST = Duration.ofSeconds(1);

  /** Over so long those are spread who found no place. */
  private static final Duration SPREAD = Duration.ofSeconds(8);

  private final Semaphore places;
  private final int most;
  private final Duration longest;

  /** Addresses with a place only. */
  private final ConcurrentMap<ByteBuffer, Integer> byAddress = new ConcurrentHashMap<>();

  SocketArrivals(ThrottleProperties limits) {
    places = new Semaphore(limits.socketsArriving());
    most = limits.socketsArrivingPerAddress();
    longest = limits.socketsArrivingFor();
  }

  /** When whoever finds no place shall come again: another time for each. */
  public static Duration comeAgain() {
    // No secret hangs on it.
    return SOONEST.plusMillis(ThreadLocalRandom.current().nextLong(SPREAD.toMillis() + 1));
  }

  /**
   * Lets a socket arrive. Its place is left when it {@link #arrived}, or however this ends, and
   * after a while in any case: its arrival goes on then.
   *
   * @param refused what happens instead when there is no place
   */
  public Mono<Void> admit(
      InetAddress address, Mono<Void> arrival, Function<Duration, Mono<Void>> refused) {
    return Mono.defer(() -> {
      Place place = enter(AddressThrottle.key(address));
      if (place == null) {
        return refused.apply(comeAgain());
      }
      return arrival
          .doFinally(ended -> place.leave())
          .contextWrite(context -> context.put(Place.class, place));
    });
  }

  /** The one whose context this is has its socket now. */
  public static void arrived(ContextView context) {
    context.<Place>getOrEmpty(Place.class).ifPresent(Place::leave);
  }

  private @Nullable Place enter(ByteBuffer address) {
    if (!places.tryAcquire()) {
      return null;
    }
    if (byAddress.merge(address, 1, Integer::sum) > most) {
      leave(address);
      return null;
    }
    return new Place(address);
  }

  private void leave(ByteBuffer address) {
    byAddress.computeIfPresent(address, (_, arriving) -> arriving == 1 ? null : arriving - 1);
    places.release();
  }

  private final class Place {

    private final ByteBuffer address;
    private final AtomicBoolean left = new AtomicBoolean();
    private final Disposable.Swap late = Disposables.swap();

    Place(ByteBuffer address) {
      this.address = address;
      late.update(
          Schedulers.parallel().schedule(this::leave, longest.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** More than once is once. */
    void leave() {
      if (left.compareAndSet(false, true)) {
        late.dispose();
        SocketArrivals.this.leave(address);
      }
    }
  }
}
