package chat.tacet.auth.deletion;

import chat.tacet.kit.outbox.OutboxHandler;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.springframework.data.domain.Range;
import org.springframework.data.redis.connection.Limit;
import org.springframework.data.redis.connection.RedisStreamCommands.TrimOptions;
import org.springframework.data.redis.connection.RedisStreamCommands.XAddOptions;
import org.springframework.data.redis.connection.stream.MapRecord;
import org.springframework.data.redis.connection.stream.StreamRecords;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Tells others that an account is gone, through the Redis stream {@code auth:accounts}: entries
 * {@code event=deleted, accountId}. Readers delete idempotently, so an entry may come twice.
 */
@Component
class DeletionStream implements OutboxHandler {

  static final String KEY = "auth:accounts";

  /** About 10 MB; readers are behind by seconds, not by a hundred thousand deletions. */
  private static final long MAX_ENTRIES = 100_000;

  private static final int CONCURRENCY = 8;

  /** Of the newest deletions; a failover loses those of seconds. */
  private static final int LOOKED_FOR = 1_000;

  /** Of the stream's last entries: deletions may be there several times. */
  private static final int LOOKED_AT = 5_000;

  /** Younger ones may still come from the outbox. */
  private static final Duration ON_THEIR_WAY = Duration.ofMinutes(1);

  private final ReactiveStringRedisTemplate redis;
  private final DatabaseClient database;
  private final Clock clock;

  DeletionStream(ReactiveStringRedisTemplate redis, DatabaseClient database, Clock clock) {
    this.redis = redis;
    this.database = database;
    this.clock = clock;
  }

  @Override
  public String topic() {
    return AccountDeletion.TOPIC;
  }

  @Override
  public Mono<Void> publish(String accountId) {
    MapRecord<String, String, String> deleted =
        StreamRecords.newRecord().in(KEY).ofMap(Map.of("event", "deleted", "accountId", accountId));
    return redis
        .<String, String>opsForStream()
        .add(deleted, XAddOptions.trim(TrimOptions.maxLen(MAX_ENTRIES).approximate()))
        .then();
  }

  /**
   * Writes again what Redis lost: everything if it holds less than there is, else those of the
   * newest that are not among its last entries, as after a failover. Whether the stream exists says
   * nothing: its readers make it when they join.
   */
  Mono<Void> restoreIfLost() {
    return Mono.zip(redis.opsForStream().size(KEY), deletions())
        .map(found -> found.getT1() < Math.min(found.getT2(), MAX_ENTRIES))
        .flatMapMany(lostMany -> lostMany ? newest(MAX_ENTRIES) : newestNotTold())
        // The database is done with them first: nobody may have its connection for as long as this
        // takes.
        .collectList()
        .flatMapMany(Flux::fromIterable)
        .flatMap(this::publish, CONCURRENCY)
        .then();
  }

  private Flux<String> newestNotTold() {
    return redis
        .<String, String>opsForStream()
        .reverseRange(KEY, Range.unbounded(), Limit.limit().count(LOOKED_AT))
        .mapNotNull(entry -> entry.getValue().get("accountId"))
        .collect(Collectors.toUnmodifiableSet())
        .flatMapMany(told -> newest(LOOKED_FOR).filter(id -> !told.contains(id)));
  }

  /** In the order in which they ended. */
  private Flux<String> newest(long count) {
    return database
        .sql(
            """
            SELECT id FROM (
              SELECT id, deleted_at FROM deleted_account WHERE deleted_at < :before
              ORDER BY deleted_at DESC LIMIT :count) newest
            ORDER BY deleted_at
            """)
        .bind("before", before())
        .bind("count", count)
        .map(row -> Objects.requireNonNull(row.get("id", String.class)))
        .all();
  }

  private Mono<Long> deletions() {
    return database
        .sql("SELECT COUNT(*) AS n FROM deleted_account WHERE deleted_at < :before")
        .bind("before", before())
        .map(row -> Objects.requireNonNull(row.get("n", Long.class)))
        .one();
  }

  private long before() {
    return clock.instant().minus(ON_THEIR_WAY).toEpochMilli();
  }
}
