package chat.tacet.relay.rest;

import chat.tacet.kit.problem.CommonProblems;
import chat.tacet.kit.problem.ProblemException;
import chat.tacet.relay.limits.RelayLimits;
import chat.tacet.relay.limits.TokenBucket;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** How fast a device may send without a socket, and how much at once: as with one. */
final class SendAllowance {

  private final LoadingCache<UUID, Sender> senders;

  SendAllowance(RelayLimits limits) {
    RelayLimits.Rate rate = limits.rate();
    int most = limits.send().maxInFlight();
    senders =
        Caffeine.newBuilder()
            .maximumSize(limits.rest().maxDevices())
            // After that the bucket is full again, so forgetting it changes nothing.
            .expireAfterAccess(Duration.ofSeconds(1 + rate.sendsBurst() / rate.sends()))
            .build(device ->
                new Sender(
                    new TokenBucket(rate.sends(), rate.sendsBurst(), System.nanoTime()), most));
  }

  /** Runs this as one message of the device, or fails with {@code rate-limited}. */
  <T> Mono<T> during(UUID device, Supplier<Mono<T>> sending) {
    return Mono.using(
        () -> {
          Sender sender = senders.get(device);
          ProblemException refusal = sender.enter(System.nanoTime());
          if (refusal != null) {
            throw refusal;
          }
          return sender;
        },
        sender -> sending.get(),
        Sender::leave);
  }

  /** One device; calls come from any thread. */
  private static final class Sender {

    private final TokenBucket rate;
    private final int most;
    private int inFlight;

    Sender(TokenBucket rate, int most) {
      this.rate = rate;
      this.most = most;
    }

    synchronized @Nullable ProblemException enter(long now) {
      if (inFlight >= most) {
        return CommonProblems.RATE_LIMITED.exception();
      }
      if (!rate.tryTake(1, now)) {
        return CommonProblems.RATE_LIMITED
            .exception()
            .withRetryAfter(Duration.ofMillis(rate.millisUntil(1)));
      }
      inFlight++;
      return null;
    }

    synchronized void leave() {
      inFlight--;
    }
  }
}
