package chat.tacet.kit.database;

import io.r2dbc.spi.R2dbcException;
import java.time.Duration;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.r2dbc.UncategorizedR2dbcException;
import org.springframework.transaction.ReactiveTransactionManager;
import org.springframework.transaction.reactive.TransactionalOperator;
import org.springframework.transaction.support.DefaultTransactionDefinition;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** Runs a change, or what only reads, in one transaction. */
public final class Transactions {

  /** Deadlocks between two people's requests are rare and never come thrice in a row. */
  private static final int MAX_RETRIES = 3;

  /** Class of SQL states in which the database itself has rolled the transaction back. */
  private static final String ROLLED_BACK = "40";

  private static final Duration FIRST_PAUSE = Duration.ofMillis(10);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(200);

  private final TransactionalOperator writing;
  private final TransactionalOperator reading;

  public Transactions(ReactiveTransactionManager manager) {
    this.writing = TransactionalOperator.create(manager);
    var readOnly = new DefaultTransactionDefinition();
    readOnly.setReadOnly(true);
    this.reading = TransactionalOperator.create(manager, readOnly);
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
    return run(writing, change);
  }

  /** Asks several things of the database at once. On SQLite it takes the writer from nobody. */
  public <T> Mono<T> read(Mono<T> question) {
    return run(reading, question);
  }

  private static <T> Mono<T> run(TransactionalOperator operator, Mono<T> change) {
    return Mono.deferContextual(context ->
        Mono.fromFuture(
                attempts(operator, change)
                    .materialize() // a failed future that nobody waits for would be logged
                    .contextWrite(context)
                    .toFuture(),
                true)
            .dematerialize());
  }

  private static <T> Mono<T> attempts(TransactionalOperator operator, Mono<T> change) {
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
