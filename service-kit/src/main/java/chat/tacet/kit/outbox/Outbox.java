package chat.tacet.kit.outbox;

import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionSynchronization;
import org.springframework.transaction.reactive.TransactionSynchronizationManager;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Where changes are written down for publication, in the transaction that makes them. */
public final class Outbox {

  private static final Duration EMIT_PATIENCE = Duration.ofMillis(50);

  private final DatabaseClient database;
  private final Clock clock;

  private final Sinks.Many<Boolean> wakeUps = Sinks.many().multicast().directBestEffort();

  public Outbox(DatabaseClient database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * Writes the entry down and wakes the publisher once the surrounding transaction has committed.
   *
   * @return fails with {@link org.springframework.transaction.NoTransactionException} outside a
   *     transaction: an entry without its change, or a change without its entry, must not be
   *     possible
   */
  public Mono<Void> append(OutboxEntry entry) {
    return TransactionSynchronizationManager.forCurrentTransaction()
        .flatMap(transaction ->
            insert(entry).doOnSuccess(_ -> transaction.registerSynchronization(new WakeUp())));
  }

  private Mono<Void> insert(OutboxEntry entry) {
    return database
        .sql(
            "INSERT INTO outbox (id, topic, subject, available_at)"
                + " VALUES (:id, :topic, :subject, :now)")
        .bind("id", UUID.randomUUID().toString())
        .bind("topic", entry.topic())
        .bind("subject", entry.subject())
        .bind("now", clock.millis())
        .then();
  }

  /** Emits soon after a commit that appended something. May miss some: the sweep finds them. */
  Flux<Boolean> wakeUps() {
    return wakeUps.asFlux();
  }

  /** Signals come from many threads: the short busy wait keeps one from being lost to another. */
  void wakeUp() {
    wakeUps.emitNext(true, Sinks.EmitFailureHandler.busyLooping(EMIT_PATIENCE));
  }

  private final class WakeUp implements TransactionSynchronization {
    @Override
    public Mono<Void> afterCommit() {
      return Mono.fromRunnable(Outbox.this::wakeUp);
    }
  }
}
