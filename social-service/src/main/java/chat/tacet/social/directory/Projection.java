package chat.tacet.social.directory;

import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * The directory in Redis. Per document one hash {@code dir:<kind>:{<id>}} with the fields {@code
 * version} and {@code doc}; it is never deleted, only replaced by newer ones. The string {@code
 * dir:complete} says that all documents are there. Everything can be written again from the
 * database.
 */
@Component
final class Projection {

  static final String COMPLETE = "dir:complete";
  static final String CHANNEL = "dir:changed";

  /** A sorted set, and a channel that only makes it faster. */
  static final String REMOVED = "dir:removed";

  private static final LuaScript WRITE_IF_NEWER = LuaScript.read("write-if-newer.lua");

  private final ReactiveStringRedisTemplate redis;
  private final JsonMapper json;
  private final Clock clock;

  Projection(ReactiveStringRedisTemplate redis, JsonMapper json, Clock clock) {
    this.redis = redis;
    this.json = json;
    this.clock = clock;
  }

  /** Stores the document unless Redis has this or a newer version; says whether it did. */
  Mono<Boolean> write(DirectoryDocument document) {
    return redis
        .execute(
            WRITE_IF_NEWER,
            List.of(document.key()),
            List.of(Long.toString(document.version()), json.writeValueAsString(document.content())))
        .next()
        .map(written -> written == 1);
  }

  /** Tells relays that they hold something old. It may be lost: their caches live 5 s at most. */
  Mono<Void> announce(Topic topic, Publication publication) {
    return publication
        .audience()
        .map(audience ->
            new Notice(
                topic.announced(),
                audience,
                publication.subject().orElse(null),
                publication.document().map(DirectoryDocument::key).stream().toList()))
        .flatMap(notice -> redis.convertAndSend(CHANNEL, json.writeValueAsString(notice)))
        .then();
  }

  /** Notes, until relays have seen to it, that no list names this device any more. */
  Mono<Void> noteRemoved(UUID account, UUID device) {
    var member = account + ":" + device;
    return redis
        .opsForZSet()
        .add(REMOVED, member, (double) clock.millis())
        .then(redis.convertAndSend(REMOVED, member))
        .then();
  }

  Mono<Boolean> isComplete() {
    return redis.hasKey(COMPLETE);
  }

  Mono<Void> markComplete() {
    return redis.opsForValue().set(COMPLETE, Long.toString(clock.millis())).then();
  }

  private record Notice(
      String topic, List<UUID> audience, @Nullable UUID subject, List<String> keys) {}
}
