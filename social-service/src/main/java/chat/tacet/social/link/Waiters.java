package chat.tacet.social.link;

import static chat.tacet.kit.problem.CommonProblems.RATE_LIMITED;
import static chat.tacet.kit.problem.CommonProblems.UNAVAILABLE;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Counts who waits at this node, and lets in no more than there is room for. */
@Component
final class Waiters {

  /**
   * Each holds one of the 256 connections that a gateway has to this service, and looks into the
   * database twice a second: a quarter of the ones, 128 short reads a second.
   */
  private static final int MAX = 64;

  /** One of each side, and one of each that hung up and was not noticed yet. */
  private static final int MAX_PER_ACCOUNT = 4;

  private static final Duration COME_BACK = Duration.ofSeconds(2);

  private final ConcurrentMap<UUID, Integer> ofAccount = new ConcurrentHashMap<>();
  private final AtomicInteger all = new AtomicInteger();

  /** Waits if there is room; else {@code rate-limited} or {@code unavailable}. */
  <T> Mono<T> admit(UUID accountId, Mono<T> wait) {
    // Leaves however it ends: something came, the time is over, or the caller hung up.
    return Mono.using(() -> enter(accountId), _ -> wait, this::leave);
  }

  /** How many wait here now. */
  int waiting() {
    return all.get();
  }

  private UUID enter(UUID accountId) {
    if (ofAccount.merge(accountId, 1, Integer::sum) > MAX_PER_ACCOUNT) {
      leaveAccount(accountId);
      throw RATE_LIMITED.exception().withRetryAfter(COME_BACK);
    }
    if (all.incrementAndGet() > MAX) {
      leave(accountId);
      throw UNAVAILABLE.exception().withRetryAfter(COME_BACK);
    }
    return accountId;
  }

  private void leave(UUID accountId) {
    all.decrementAndGet();
    leaveAccount(accountId);
  }

  private void leaveAccount(UUID accountId) {
    ofAccount.computeIfPresent(accountId, (_, count) -> count == 1 ? null : count - 1);
  }
}
