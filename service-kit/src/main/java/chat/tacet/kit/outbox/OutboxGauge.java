package chat.tacet.kit.outbox;

import chat.tacet.kit.database.Columns;
import chat.tacet.kit.metrics.Meters;
import chat.tacet.kit.work.RepeatedWork;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.context.SmartLifecycle;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/**
 * How far publication is behind: how many changes wait, and for how long this process has seen one
 * of them wait, or not been able to look. Rows do not say when they were written; what waits longer
 * than a moment is seen twice.
 */
public final class OutboxGauge implements SmartLifecycle {

  private static final Duration EVERY = Duration.ofSeconds(5);
  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  /** Rows remembered: beyond it the count alone says enough. */
  private static final long MAX_ROWS = 1_000;

  private final DatabaseClient database;
  private final boolean shown;
  private volatile long entries;
  private volatile double lagSeconds;
  private Map<UUID, Long> firstSeenNanos = Map.of();
  private long lookedNanos = System.nanoTime();
  private double lagThen;
  private final RepeatedWork looks =
      new RepeatedWork("The outbox cannot be counted", EVERY, this::look);

  public OutboxGauge(DatabaseClient database, Meters meters) {
    this.database = database;
    this.shown = meters.areShown();
    meters.gauge("tacet.outbox.entries", "Changes that wait to be published", () -> entries);
    meters.gauge(
        "tacet.outbox.lag.seconds",
        "How long the oldest change has been waiting to be published",
        () -> lagSeconds);
  }

  @Override
  public void start() {
    if (shown) {
      looks.start();
    }
  }

  /** Looks once; one at a time. Fails if the table cannot be read in time. */
  Mono<Void> look() {
    return Mono.zip(count(), waiting())
        .timeout(TIMEOUT)
        .doOnNext(found -> {
          entries = found.getT1();
          remember(found.getT2(), System.nanoTime());
        })
        .doOnError(_ -> grow(System.nanoTime()))
        .then();
  }

  private void remember(List<UUID> waiting, long now) {
    var seen = new HashMap<UUID, Long>();
    waiting.forEach(row -> seen.put(row, firstSeenNanos.getOrDefault(row, now)));
    firstSeenNanos = seen;
    long oldest = seen.values().stream().mapToLong(Long::longValue).min().orElse(now);
    lookedNanos = now;
    lagThen = seconds(now - oldest);
    lagSeconds = lagThen;
  }

  /** Nobody knows what waits while the table cannot be read: nothing of it is published either. */
  private void grow(long now) {
    lagSeconds = lagThen + seconds(now - lookedNanos);
  }

  private static double seconds(long nanos) {
    return nanos / (double) Duration.ofSeconds(1).toNanos();
  }

  private Mono<Long> count() {
    return database
        .sql("SELECT COUNT(*) AS n FROM outbox")
        .map(row -> Columns.number(row, "n"))
        .one();
  }

  private Mono<List<UUID>> waiting() {
    return database
        .sql("SELECT id FROM outbox ORDER BY available_at LIMIT :max")
        .bind("max", MAX_ROWS)
        .map(row -> Columns.id(row, "id"))
        .all()
        .collectList();
  }

  @Override
  public void stop() {
    looks.stop();
  }

  @Override
  public boolean isRunning() {
    return looks.isRunning();
  }
}
