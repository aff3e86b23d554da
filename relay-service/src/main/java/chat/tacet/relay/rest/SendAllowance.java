package chat.tacet.relay.rest;

import chat.tacet.kit.problem.CommonProblems;
import chat.tacet.kit.problem.ProblemException;
import chat.tacet.relay.limits.RelayLimits;
import chat.tacet.relay.limits.SendRates;
import chat.tacet.relay.limits.TokenBucket;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * How fast a device may send without a socket, and how much at once: as with one. Its place is
 * taken before the body is read, and given back when the message has been answered, whether or not
 * its sender is still there to hear it.
 */
final class SendAllowance {

  /** What whoever finds the node busy is told: most messages take milliseconds. */
  private static final Duration BUSY = Duration.ofSeconds(1);

  private final LoadingCache<UUID, Sender> senders;
  private final Semaphore places;
  private final SendRates rates;

  SendAllowance(RelayLimits limits, SendRates rates) {
    RelayLimits.Rate rate = limits.rate();
    int most = limits.send().maxInFlight();
    this.rates = rates;
    places = new Semaphore(limits.rest().maxSends());
    senders =
        Caffeine.newBuilder()
            .maximumSize(limits.rest().maxDevices())
            // After that the bucket is full again and whatever is under way has been answered, so
            // forgetting it changes nothing.
            .expireAfterAccess(Duration.ofSeconds(60 + rate.bytesBurst() / rate.bytes()))
            .build(device -> new Sender(rate, most, System.nanoTime()));
  }

  /**
   * Runs this as one message of the device, or fails with {@code rate-limited}.
   *
   * @param body read once there is a place for it
   * @param bytes what it counts for, as on a socket
   * @param sending answers once, also when nobody waits any more
   */
  <B, T> Mono<T> during(
      UUID device,
      Mono<B> body,
      ToIntFunction<B> bytes,
      Function<B, CompletableFuture<T>> sending) {
    return Mono.defer(() -> {
      Place place = enter(device);
      return body.flatMap(
              read -> {
                place.sender.take(bytes.applyAsInt(read));
                CompletableFuture<T> sent = sending.apply(read);
                place.keepUntil(sent);
                return Mono.fromFuture(sent, true);
              })
          .doFinally(signal -> place.leaveUnlessKept());
    });
  }

  private Place enter(UUID device) {
    if (!places.tryAcquire()) {
      throw CommonProblems.RATE_LIMITED.exception().withRetryAfter(BUSY);
    }
    Sender sender = senders.get(device);
    ProblemException refusal = sender.enter(rates.of(device));
    if (refusal != null) {
      places.release();
      throw refusal;
    }
    return new Place(sender);
  }

  /** That of one message; given back once. */
  private final class Place {

    private final Sender sender;
    private final AtomicBoolean decided = new AtomicBoolean();

    Place(Sender sender) {
      this.sender = sender;
    }

    void keepUntil(CompletableFuture<?> sent) {
      if (decided.compareAndSet(false, true)) {
        var _ = sent.whenComplete((answer, failure) -> leave());
      }
    }

    void leaveUnlessKept() {
      if (decided.compareAndSet(false, true)) {
        leave();
      }
    }

    private void leave() {
      sender.leave();
      places.release();
    }
  }

  /** One device; calls come from any thread. */
  private static final class Sender {

    private final TokenBucket bytes;
    private final int most;
    private int inFlight;

    Sender(RelayLimits.Rate rate, int most, long now) {
      this.bytes = new TokenBucket(rate.bytes(), rate.bytesBurst(), now);
      this.most = most;
    }

    synchronized @Nullable ProblemException enter(SendRates.OfDevice rate) {
      if (inFlight >= most) {
        return CommonProblems.RATE_LIMITED.exception();
      }
      if (!rate.tryTake()) {
        return CommonProblems.RATE_LIMITED.exception().withRetryAfter(rate.untilNext());
      }
      inFlight++;
      return null;
    }

    /** Its body is this large: fails if that is too much by now. */
    synchronized void take(int count) {
      if (!bytes.tryTake(count, System.nanoTime())) {
        throw CommonProblems.RATE_LIMITED
            .exception()
            .withRetryAfter(Duration.ofMillis(bytes.millisUntil(count)));
      }
    }

    synchronized void leave() {
      inFlight--;
    }
  }
}
