package chat.tacet.social.directory;

import java.time.Duration;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.connection.ReactiveRedisClusterConnection;
import org.springframework.data.redis.connection.ReactiveRedisConnection;
import org.springframework.data.redis.connection.RedisClusterNode;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
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

  /** Below it, so that one node of a cluster that is silent does not hide the others. */
  private static final Duration NODE_TIMEOUT = Duration.ofSeconds(1);

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

  /**
   * One per server process that takes writes, in a stable order. One of a cluster that is gone is
   * left out: the others go on, and its successor makes another list.
   */
  private Mono<String> runIds() {
    return redis
        .execute(DirectoryKeeper::servers)
        .map(server -> server.getProperty("run_id", ""))
        .collectSortedList()
        .filter(ids -> !ids.isEmpty())
        .switchIfEmpty(Mono.error(() -> new IllegalStateException("no Redis answers")))
        .map(ids -> String.join(" ", ids));
  }

  private static Flux<Properties> servers(ReactiveRedisConnection connection) {
    if (connection instanceof ReactiveRedisClusterConnection cluster) {
      return cluster
          .clusterGetNodes()
          .filter(RedisClusterNode::isMaster)
          .flatMap(node ->
              cluster
                  .serverCommands()
                  .info(node, "server")
                  .timeout(NODE_TIMEOUT)
                  .onErrorComplete());
    }
    return connection.serverCommands().info("server").flux();
  }
}
