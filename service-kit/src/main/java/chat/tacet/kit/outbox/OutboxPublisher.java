package chat.tacet.kit.outbox;

import chat.tacet.kit.outbox.Batch.Outcome;
import chat.tacet.kit.redaction.Redacted;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Publishes what the {@link Outbox} holds. Any number of publishers may run, in one process or
 * many: the lease keeps them apart, and where it fails to (a publisher stopped for longer than its
 * lease) a subject is published twice, which handlers allow.
 */
public final class OutboxPublisher implements SmartLifecycle {

  /** Started before the web server takes requests, stopped after it. */
  private static final int PHASE = 0;

  private static final Logger log = LoggerFactory.getLogger(OutboxPublisher.class);

  private final Outbox outbox;
  private final OutboxTable table;
  private final Map<String, OutboxHandler> handlers = new HashMap<>();
  private final OutboxLimits limits;

  /** Marks the rows this publisher holds. */
  private final String lease = UUID.randomUUID().toString();

  /** Touched by one drain at a time only, which the loop orders. */
  private int failuresInARow;

  private @Nullable PublisherLoop loop;

  public OutboxPublisher(
      Outbox outbox,
      DatabaseClient database,
      Clock clock,
      List<? extends OutboxHandler> handlers,
      OutboxLimits limits) {
    this.outbox = outbox;
    this.table = new OutboxTable(database, clock);
    this.limits = limits;
    for (var handler : handlers) {
      if (this.handlers.put(handler.topic(), handler) != null) {
        throw new IllegalArgumentException("two handlers for topic " + handler.topic());
      }
    }
  }

  @Override
  public synchronized void start() {
    if (loop == null) {
      loop = PublisherLoop.start(outbox.wakeUps(), limits.sweep(), this::drain);
    }
  }

  @Override
  public void stop() {
    stop(() -> {});
  }

  /** Waits, within bounds, for the batch under way. What it did not reach is kept in the table. */
  @Override
  public void stop(Runnable callback) {
    @Nullable PublisherLoop stopping;
    synchronized (this) {
      stopping = loop;
      loop = null;
    }
    if (stopping == null) {
      callback.run();
    } else {
      stopping.stop(limits.stopGrace(), callback);
    }
  }

  @Override
  public synchronized boolean isRunning() {
    return loop != null;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }

  /** Publishes until nothing is available any more. Never fails: a failure is a pause. */
  private Mono<Void> drain() {
    return Mono.defer(() -> table.take(lease, limits).collectList().timeout(limits.timeout()))
        .flatMap(this::publish)
        .repeat()
        .takeWhile(more -> more)
        .then()
        .doOnSuccess(_ -> failuresInARow = 0)
        .onErrorResume(this::pause);
  }

  /** Whether there may be more. */
  private Mono<Boolean> publish(List<OutboxRow> rows) {
    if (rows.isEmpty()) {
      return Mono.just(false);
    }
    return Flux.fromIterable(Batch.bySubject(rows))
        .flatMap(this::publishSubject, limits.concurrency())
        .collect(Batch::new, Batch::add)
        .flatMap(this::settle)
        .thenReturn(true);
  }

  private Mono<Outcome> publishSubject(List<OutboxRow> rows) {
    var first = rows.getFirst();
    var handler = handlers.get(first.topic());
    if (handler == null) {
      // Written by a newer version of the service that was rolled back: kept for its return.
      return Mono.just(new Outcome(rows, new IllegalStateException("no handler for the topic")));
    }
    return Mono.defer(() -> handler.publish(first.subject()))
        .timeout(limits.timeout())
        .then(Mono.just(new Outcome(rows, null)))
        .onErrorResume(failure -> Mono.just(new Outcome(rows, failure)));
  }

  /**
   * One subject that cannot be published must not hold up the others: only a whole batch pauses.
   */
  private Mono<Void> settle(Batch batch) {
    var deleted =
        batch.published().isEmpty()
            ? Mono.<Void>empty()
            : table.delete(lease, batch.published()).timeout(limits.timeout());
    var failure = batch.failure();
    if (failure == null) {
      return deleted;
    }
    var settled =
        deleted.then(table.giveBack(lease, batch.failed(), limits).timeout(limits.timeout()));
    return batch.published().isEmpty() ? settled.then(Mono.error(failure)) : settled;
  }

  /** Redis or the database is away: wait, longer each time, or until something new happens. */
  private Mono<Void> pause(Throwable failure) {
    failuresInARow++;
    if (failuresInARow == 1) {
      log.warn("Publishing failed and will be tried again: {}", Redacted.summary(failure));
    }
    return Mono.firstWithSignal(
        Mono.delay(limits.pauseAfter(failuresInARow)).doOnNext(_ -> outbox.wakeUp()).then(),
        outbox.wakeUps().next().then());
  }
}
