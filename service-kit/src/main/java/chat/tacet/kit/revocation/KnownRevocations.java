package chat.tacet.kit.revocation;

import static chat.tacet.kit.problem.CommonProblems.LOGIN_ENDED;
import static chat.tacet.kit.problem.CommonProblems.UNAVAILABLE;

import chat.tacet.kit.redaction.Redacted;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The revocations in memory: what the last whole read held, and what the channel said since that
 * read began.
 *
 * <p>Entries number the logins ended in the life time of an access token (about 100 bytes each), so
 * the throttles of {@code auth-service} bound them. It fails closed: without a read for {@link
 * #MAX_AGE}, nothing passes.
 */
final class KnownRevocations implements RevocationCheck {

  /** {@code contracts/events}: not read for this long, every token is refused. */
  static final Duration MAX_AGE = Duration.ofSeconds(30);

  /**
   * Unread for longer, some may be missing: they are kept for a quarter of an hour ({@code
   * contracts/events}) from the end of a login, of which {@code auth-service} may need some to
   * write them.
   */
  static final Duration MAX_UNREAD = Duration.ofMinutes(5);

  private static final Logger log = LoggerFactory.getLogger(KnownRevocations.class);

  private final LongSupplier nanoTime;
  private final List<RevocationListener> listeners;

  /** When the channel named each one that no whole read has confirmed yet. */
  private final Map<Revocation, Long> heard = new HashMap<>();

  private volatile Set<Revocation> revoked = Set.of();
  private volatile @Nullable Long readAt;

  /**
   * @param nanoTime {@link System#nanoTime}: a clock that is set back must not make an old reading
   *     young
   */
  KnownRevocations(LongSupplier nanoTime, List<RevocationListener> listeners) {
    this.nanoTime = nanoTime;
    this.listeners = List.copyOf(listeners);
  }

  @Override
  public void requireValid(UUID accountId, UUID loginSessionId, UUID deviceId) {
    if (!isFresh()) {
      throw UNAVAILABLE.exception();
    }
    Set<Revocation> now = revoked;
    if (now.contains(new Revocation(Revocation.Kind.SID, loginSessionId))
        || now.contains(new Revocation(Revocation.Kind.DID, deviceId))
        || now.contains(new Revocation(Revocation.Kind.SUB, accountId))) {
      throw LOGIN_ENDED.exception();
    }
  }

  /** Whether the set was read recently enough to trust what is not in it. */
  boolean isFresh() {
    Long last = readAt;
    return last != null && now() - last < MAX_AGE.toNanos();
  }

  /** For {@link #replace}: when a read begins. */
  long now() {
    return nanoTime.getAsLong();
  }

  /**
   * A whole read replaces what was known, except what was heard after the read began: it may have
   * been written after its moment of truth. Listeners are told what is new, and if the read before
   * was too long ago for that to be all.
   */
  void replace(Set<Revocation> read, long startedAt) {
    Set<Revocation> fresh;
    boolean missed;
    synchronized (this) {
      heard.values().removeIf(heardAt -> heardAt - startedAt < 0);
      var next = new HashSet<>(read);
      next.addAll(heard.keySet());
      fresh = new HashSet<>(next);
      fresh.removeAll(revoked);
      revoked = next;
      missed = readAt != null && startedAt - readAt >= MAX_UNREAD.toNanos();
      readAt = startedAt;
    }
    fresh.forEach(this::tell);
    if (missed) {
      tell(RevocationListener::missed);
    }
  }

  void add(Revocation revocation) {
    boolean isNew;
    synchronized (this) {
      heard.put(revocation, now());
      var next = new HashSet<>(revoked);
      isNew = next.add(revocation);
      revoked = next;
    }
    if (isNew) {
      tell(revocation);
    }
  }

  private void tell(Revocation revocation) {
    tell(listener -> listener.revoked(revocation));
  }

  /** One that fails takes from nobody else what is told this once. */
  private void tell(Consumer<RevocationListener> news) {
    for (RevocationListener listener : listeners) {
      try {
        news.accept(listener);
      } catch (RuntimeException e) {
        log.error("A revocation is not heeded: {}", Redacted.summary(e));
      }
    }
  }
}
