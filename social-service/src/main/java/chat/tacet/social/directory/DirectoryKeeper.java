package chat.tacet.social.directory;

import java.time.Duration;
import java.util.Properties;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Sees that Redis has the whole directory: at the start, when its completeness marker is missing,
 * and whenever Redis itself was started again, since it may then have forgotten its last writes.
 */
@Component
final class DirectoryKeeper {

  private static final Logger log = LoggerFactory.getLogger(DirectoryKeeper.class);

  /** How long relays may have to answer "try later" after Redis lost its data. */
  static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  private static final Duration LOOK_TIMEOUT = Duration.ofSeconds(2);

  private final ReactiveStringRedisTemplate redis;
  private final Projection projection;
  private final DirectoryRebuild rebuild;

  /** The Redis that was last filled: its run ids. */
  private @Nullable String filled;

  DirectoryKeeper(
      ReactiveStringRedisTemplate redis, Projection projection, DirectoryRebuild rebuild) {
    this.redis = redis;
    this.projection = projection;
    this.rebuild = rebuild;
  }

  /** Looks once, and fills Redis if need be. */
  Mono<Void> keep() {
    return Mono.zip(runIds(), projection.isComplete())
        .timeout(LOOK_TIMEOUT)
        .filter(found -> !(found.getT2() && found.getT1().equals(filled)))
        .flatMap(found -> rebuild.run().doOnSuccess(_ -> rebuilt(found.getT1())));
  }

  private void rebuilt(String runIds) {
    filled = runIds;
    log.info("The directory in Redis is complete.");
  }

  /** One per server process; of a cluster all, in a stable order. */
  private Mono<String> runIds() {
    return redis
        .execute(connection -> connection.serverCommands().info("server"))
        .next()
        .map(DirectoryKeeper::runIds);
  }

  private static String runIds(Properties info) {
    var ids = new TreeSet<String>();
    for (var name : info.stringPropertyNames()) {
      if (name.endsWith("run_id")) {
        ids.add(info.getProperty(name));
      }
    }
    return String.join(" ", ids);
  }
}
