package chat.tacet.auth.deletion;

import chat.tacet.kit.outbox.OutboxHandler;
import java.util.Map;
import java.util.Objects;
import org.springframework.data.redis.connection.RedisStreamCommands.TrimOptions;
import org.springframework.data.redis.connection.RedisStreamCommands.XAddOptions;
import org.springframework.data.redis.connection.stream.MapRecord;
import org.springframework.data.redis.connection.stream.StreamRecords;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
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

  private final ReactiveStringRedisTemplate redis;
  private final DatabaseClient database;

  DeletionStream(ReactiveStringRedisTemplate redis, DatabaseClient database) {
    this.redis = redis;
    this.database = database;
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
   * Writes all deletions again if Redis lost some. Whether the stream exists says nothing: its
   * readers make it when they join.
   */
  Mono<Void> restoreIfLost() {
    return Mono.zip(redis.opsForStream().size(KEY), deletions())
        .filter(found -> found.getT1() < Math.min(found.getT2(), MAX_ENTRIES))
        .flatMapMany(lost ->
            database
                .sql("SELECT id FROM deleted_account ORDER BY deleted_at DESC LIMIT :limit")
                .bind("limit", MAX_ENTRIES)
                .map(row -> Objects.requireNonNull(row.get("id", String.class)))
                .all())
        .flatMap(this::publish, CONCURRENCY)
        .then();
  }

  private Mono<Long> deletions() {
    return database
        .sql("SELECT COUNT(*) AS n FROM deleted_account")
        .map(row -> Objects.requireNonNull(row.get("n", Long.class)))
        .one();
  }
}
