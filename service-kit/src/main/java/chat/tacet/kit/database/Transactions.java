package chat.tacet.kit.database;

import io.r2dbc.spi.R2dbcTransientException;
import java.time.Duration;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** Runs a change in one transaction. */
public final class Transactions {

  /** Deadlocks between two people's requests are rare and never come thrice in a row. */
  private static final int MAX_RETRIES = 3;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(10);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(200);

  private final TransactionalOperator operator;

  public Transactions(TransactionalOperator operator) {
    this.operator = operator;
  }

  /**
   * Runs the change and commits it; any error rolls it back. When the database gives up for a
   * passing reason (deadlock, serialisation, lock timeout) nothing was stored, and the change is
   * subscribed to again, a bounded number of times: so it must have no effect besides the database.
   */
  public <T> Mono<T> run(Mono<T> change) {
    return operator
        .transactional(change)
        .retryWhen(
            Retry.backoff(MAX_RETRIES, FIRST_PAUSE)
                .maxBackoff(LONGEST_PAUSE)
                .filter(Transactions::isPassing)
                .onRetryExhaustedThrow((_, last) -> last.failure()));
  }

  private static boolean isPassing(Throwable failure) {
    return failure instanceof TransientDataAccessException
        || failure instanceof R2dbcTransientException;
  }
}
