package chat.tacet.kit.database;

import io.r2dbc.spi.R2dbcException;
import java.time.Duration;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.r2dbc.UncategorizedR2dbcException;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** Runs a change in one transaction. */
public final class Transactions {

  /** Deadlocks between two people's requests are rare and never come thrice in a row. */
  private static final int MAX_RETRIES = 3;

  /** Class of SQL states in which the database itself has rolled the transaction back. */
  private static final String ROLLED_BACK = "40";

  private static final Duration FIRST_PAUSE = Duration.ofMillis(10);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(200);

  private final TransactionalOperator operator;

  public Transactions(TransactionalOperator operator) {
    this.operator = operator;
  }

  /**
   * Runs the change and commits it; any error rolls it back. When the database gives up for a
   * passing reason (deadlock, serialisation) nothing was stored, and the change is subscribed to
   * again, a bounded number of times: so it must have no effect besides the database.
   *
   * <p>Whoever hangs up meanwhile ends nothing, and hears of no failure: a transaction that is
   * cancelled while it begins has nobody who would end it, and its connection stays as it is.
   */
  public <T> Mono<T> run(Mono<T> change) {
    return Mono.deferContextual(context ->
        Mono.fromFuture(
                attempts(change)
                    .materialize() // a failed future that nobody waits for would be logged
                    .contextWrite(context)
                    .toFuture(),
                true)
            .dematerialize());
  }

  private <T> Mono<T> attempts(Mono<T> change) {
    return operator
        .transactional(change)
        .retryWhen(
            Retry.backoff(MAX_RETRIES, FIRST_PAUSE)
                .maxBackoff(LONGEST_PAUSE)
                .filter(Transactions::isPassing)
                .onRetryExhaustedThrow((_, last) -> last.failure()));
  }

  /**
   * Two transactions were in each other's way. Time-outs are not among these: they would add up.
   */
  private static boolean isPassing(Throwable failure) {
    // Spring knows no name for a deadlock in PostgreSQL; the standard's class of states does.
    return failure instanceof ConcurrencyFailureException
        || (rootOf(failure) instanceof R2dbcException refused
            && refused.getSqlState() != null
            && refused.getSqlState().startsWith(ROLLED_BACK));
  }

  private static Throwable rootOf(Throwable failure) {
    return failure instanceof UncategorizedR2dbcException known && known.getCause() != null
        ? known.getCause()
        : failure;
  }
}
