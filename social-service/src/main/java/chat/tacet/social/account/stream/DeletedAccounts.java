package chat.tacet.social.account.stream;

import chat.tacet.kit.json.Ids;
import io.lettuce.core.RedisCommandExecutionException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.data.redis.RedisSystemException;
import org.springframework.data.redis.connection.stream.Consumer;
import org.springframework.data.redis.connection.stream.MapRecord;
import org.springframework.data.redis.connection.stream.ReadOffset;
import org.springframework.data.redis.connection.stream.RecordId;
import org.springframework.data.redis.connection.stream.StreamOffset;
import org.springframework.data.redis.connection.stream.StreamReadOptions;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The stream {@code auth:accounts}, written by {@code auth-service}, read by the consumer group
 * {@code social}. All nodes are one consumer of that group: what a stopped node had read and not
 * acknowledged is the next thing any node reads. Two may then read the same entry, which deleting
 * twice allows.
 */
@Component
final class DeletedAccounts {

  static final String STREAM = "auth:accounts";
  static final String GROUP = "social";

  private static final Consumer CONSUMER = Consumer.from(GROUP, "social");

  /** Entries of one read, at most. */
  static final int BATCH = 64;

  private static final StreamReadOptions OPTIONS = StreamReadOptions.empty().count(BATCH);

  /** Longer than any read that does not block can take. */
  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  private final ReactiveStringRedisTemplate redis;

  DeletedAccounts(ReactiveStringRedisTemplate redis) {
    this.redis = redis;
  }

  /** Makes the group, from the beginning of the stream, unless another node just did. */
  private Mono<Void> join() {
    return redis
        .opsForStream()
        .createGroup(STREAM, ReadOffset.from("0"), GROUP)
        .onErrorResume(failure -> says(failure, "BUSYGROUP"), _ -> Mono.just(GROUP))
        .timeout(TIMEOUT)
        .then();
  }

  /**
   * Entries that were read once and not acknowledged, then new ones; at most a batch of each. There
   * is no group yet when the service first starts, and none any more when Redis lost its data.
   */
  Flux<Entry> unacknowledged() {
    var entries = Flux.concat(read("0"), read(">"));
    return entries.onErrorResume(
        failure -> says(failure, "NOGROUP"), _ -> join().thenMany(entries));
  }

  Mono<Void> acknowledge(RecordId id) {
    return redis.opsForStream().acknowledge(STREAM, GROUP, id).timeout(TIMEOUT).then();
  }

  /** The bound is for Redis alone: what is done with an entry may take longer. */
  @SuppressWarnings("unchecked") // the array of one offset that varargs make
  private Flux<Entry> read(String from) {
    return redis
        .<String, String>opsForStream()
        .read(CONSUMER, OPTIONS, StreamOffset.create(STREAM, ReadOffset.from(from)))
        .map(DeletedAccounts::entry)
        .collectList()
        .timeout(TIMEOUT)
        .flatMapIterable(Function.identity());
  }

  private static Entry entry(MapRecord<String, String, String> entry) {
    var fields = entry.getValue();
    var deleted = "deleted".equals(fields.get("event"));
    return new Entry(
        entry.getId(),
        deleted ? Ids.parse(fields.getOrDefault("accountId", "")) : Optional.empty());
  }

  /** Whether Redis refused with this word. */
  private static boolean says(Throwable failure, String word) {
    return failure instanceof RedisSystemException
        && failure.getCause() instanceof RedisCommandExecutionException refusal
        && String.valueOf(refusal.getMessage()).startsWith(word);
  }

  /**
   * An entry of the stream.
   *
   * @param account that was deleted; empty if the entry says something else, which is not ours
   */
  record Entry(RecordId id, Optional<UUID> account) {}
}
