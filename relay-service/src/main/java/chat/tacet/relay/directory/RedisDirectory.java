package chat.tacet.relay.directory;

import chat.tacet.relay.limits.RelayLimits;
import chat.tacet.relay.redis.Bytes;
import chat.tacet.relay.redis.RedisLink;
import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.lettuce.core.KeyValue;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the projection from Redis and keeps what it read for at most some seconds. What was found
 * missing is not kept: it is about to appear.
 */
public final class RedisDirectory implements Directory {

  private static final byte[] COMPLETE = Bytes.of("dir:complete");
  private static final byte[] VERSION = Bytes.of("version");
  private static final byte[] DOC = Bytes.of("doc");

  private final RedisLink redis;
  private final JsonMapper json;
  private final AsyncCache<String, Versioned<?>> cache;

  public RedisDirectory(RedisLink redis, RelayLimits limits, JsonMapper json) {
    this.redis = redis;
    this.json = json;
    this.cache =
        Caffeine.newBuilder()
            .maximumSize(limits.directory().maxCached())
            .expireAfterWrite(limits.directory().cacheFor())
            .executor(Runnable::run)
            .buildAsync();
  }

  @Override
  @SuppressWarnings("unchecked") // a key holds what its projection's prefix says
  public CompletionStage<Versioned<Room>> room(UUID room, UUID asker, Freshness freshness) {
    CompletableFuture<Versioned<?>> kept = cache.getIfPresent(Projection.ROOM.key(room));
    if (kept != null && isKept(kept)) {
      if (freshness == Freshness.RECENT && isMember(kept.join(), asker)) {
        return (CompletionStage<Versioned<Room>>) (CompletionStage<?>) kept;
      }
      return visible(document(Projection.ROOM, room, Freshness.NOW), asker);
    }
    return visible(document(Projection.ROOM, room, freshness), asker);
  }

  private CompletionStage<Versioned<Room>> visible(
      CompletionStage<Versioned<Room>> room, UUID asker) {
    return room.thenCompose(found -> {
      Room value = found.value();
      return value == null || value.isKnownTo(asker)
          ? CompletableFuture.completedStage(found)
          // On the way on which what is missing is told from what is not there yet.
          : isComplete().thenApply(complete -> new Versioned<Room>(0, null, complete));
    });
  }

  private static boolean isMember(Versioned<?> found, UUID account) {
    return found.value() instanceof Room room && room.members().contains(account);
  }

  @Override
  public CompletionStage<Versioned<DeviceList>> devices(UUID account, Freshness freshness) {
    return document(Projection.DEVICES, account, freshness);
  }

  @Override
  public CompletionStage<Versioned<Circle>> circle(UUID account, Freshness freshness) {
    return document(Projection.FRIENDS, account, freshness);
  }

  /** Forgets documents that changed. */
  void forget(Iterable<String> keys) {
    keys.forEach(cache.synchronous()::invalidate);
  }

  @SuppressWarnings("unchecked") // a key holds what its projection's prefix says
  private <T> CompletionStage<Versioned<T>> document(
      Projection<T> projection, UUID id, Freshness freshness) {
    String key = projection.key(id);
    if (freshness == Freshness.NOW) {
      cache.synchronous().invalidate(key);
    }
    CompletableFuture<Versioned<?>> answer =
        cache.get(key, (missing, executor) -> read(projection, missing));
    if (isKept(answer)) {
      // Nearly always, several times for each message: nothing more is made for it.
      return (CompletionStage<Versioned<T>>) (CompletionStage<?>) answer;
    }
    return answer.thenApply(found -> {
      if (found.value() == null) {
        cache.asMap().remove(key, answer);
      }
      return (Versioned<T>) found;
    });
  }

  private static boolean isKept(CompletableFuture<Versioned<?>> answer) {
    return answer.isDone() && !answer.isCompletedExceptionally() && answer.join().value() != null;
  }

  private <T> CompletableFuture<Versioned<?>> read(Projection<T> projection, String key) {
    return redis
        .commands()
        .hmget(Bytes.of(key), VERSION, DOC)
        .<Versioned<?>>thenCompose(fields -> found(projection, fields))
        .toCompletableFuture();
  }

  private <T> CompletionStage<Versioned<?>> found(
      Projection<T> projection, List<KeyValue<byte[], byte[]>> fields) {
    byte @Nullable [] version = fields.get(0).getValueOrElse(null);
    byte @Nullable [] doc = fields.get(1).getValueOrElse(null);
    if (version == null || doc == null) {
      return isComplete().thenApply(complete -> new Versioned<>(0, null, complete));
    }
    T value = projection.parse().apply(json.readTree(doc));
    return CompletableFuture.completedStage(
        new Versioned<>(Long.parseLong(Bytes.text(version)), value, true));
  }

  /** Whether all documents are there: one that is not found may else be about to appear. */
  private CompletionStage<Boolean> isComplete() {
    return redis.commands().exists(COMPLETE).thenApply(count -> count > 0);
  }
}
