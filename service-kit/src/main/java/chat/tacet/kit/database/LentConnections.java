package chat.tacet.kit.database;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.ValidationDepth;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Throws away the connections of a pool whose server does not answer any more. The bounds that the
 * server keeps end nothing when its host is gone without a word: the system would send again for a
 * quarter of an hour, and whoever only waits would wait for ever.
 */
final class LentConnections {

  /**
   * How long one borrower may have a connection. No statement may take more than a sixth of it
   * ({@link DatabaseUrl}); the longest transaction there is, the end of an account with thousands
   * of friends, has some ten thousand of them, of a millisecond or two each.
   */
  static final Duration MAX_LENT = Duration.ofSeconds(30);

  /** How long a connection that answered is trusted: so seldom asking costs nothing. */
  private static final Duration TRUSTED = Duration.ofSeconds(1);

  /** Less than one waits for a connection. */
  private static final Duration MAX_PROOF = Duration.ofSeconds(2);

  private static final Logger log = LoggerFactory.getLogger(LentConnections.class);

  private final Duration maxLent;
  private final ConcurrentMap<Connection, Loan> loans = new ConcurrentHashMap<>();

  /** When a connection was last found not to answer, by {@link System#nanoTime}. */
  private volatile long silentAt = System.nanoTime();

  /**
   * @param maxLent {@link #MAX_LENT}, or less for tests
   */
  LentConnections(Duration maxLent) {
    this.maxLent = maxLent;
  }

  /**
   * A connection's last loan.
   *
   * @param trustedUntil by {@link System#nanoTime}
   * @param end closes the connection unless it is given back
   */
  private record Loan(long trustedUntil, Disposable end) {}

  /**
   * Somebody gets the connection. Whoever had it before may have gone without waiting for the
   * answer, so it must show that it answers.
   *
   * @return fails if it does not: the pool tries another one then
   */
  Mono<Void> lent(Connection connection) {
    return Mono.defer(() -> {
      var end =
          Schedulers.parallel()
              .schedule(() -> cut(connection), maxLent.toMillis(), TimeUnit.MILLISECONDS);
      long now = System.nanoTime();
      var loan = loans.compute(connection, (_, before) -> next(before, end, now));
      return loan.trustedUntil() - now > 0
          ? Mono.empty()
          : prove(connection).doOnCancel(() -> end(connection));
    });
  }

  private static Loan next(@Nullable Loan before, Disposable end, long now) {
    if (before == null) {
      return new Loan(now, end);
    }
    before.end().dispose();
    return new Loan(before.trustedUntil(), end);
  }

  private Mono<Void> prove(Connection connection) {
    return Mono.from(connection.validate(ValidationDepth.REMOTE))
        .timeout(MAX_PROOF)
        .doOnError(TimeoutException.class, _ -> silentAt = System.nanoTime())
        .filter(answers -> answers)
        .switchIfEmpty(
            Mono.error(() -> new R2dbcNonTransientResourceException("the connection is closed")))
        .doOnNext(_ -> {
          long until = System.nanoTime() + TRUSTED.toNanos();
          loans.computeIfPresent(connection, (_, loan) -> new Loan(until, loan.end()));
        })
        .then();
  }

  /** Where one was found not to answer, those that have not been heard since are like it. */
  boolean isSuspect(Connection connection) {
    var loan = loans.get(connection);
    return loan != null && loan.trustedUntil() - silentAt < 0;
  }

  /** It is back in the pool. */
  Mono<Void> returned(Connection connection) {
    return Mono.fromRunnable(() -> end(connection));
  }

  private void end(Connection connection) {
    var loan = loans.get(connection);
    if (loan != null) {
      loan.end().dispose();
    }
  }

  /** The pool has no more use for it. */
  Mono<Void> discarded(Connection connection) {
    return Mono.defer(() -> {
      end(connection);
      loans.remove(connection);
      return Mono.from(connection.close());
    });
  }

  /** Fails whatever waits for the connection's answer; the pool finds it closed. */
  private void cut(Connection connection) {
    silentAt = System.nanoTime();
    log.warn("A connection to the database was lent for {} and is closed", maxLent);
    Mono.from(connection.close()).onErrorComplete().subscribe();
  }
}
