package chat.tacet.kit.redis;

import java.time.Duration;
import org.springframework.context.SmartLifecycle;
import org.springframework.data.redis.connection.ReactiveRedisConnection;
import org.springframework.data.redis.connection.ReactiveRedisConnectionFactory;
import reactor.core.publisher.Mono;

/**
 * Asks Redis for a last answer when everybody who uses it has stopped, and before its connection is
 * closed. Work that was ended in the middle may be sending one more command on the event loop just
 * then; closing the connection meanwhile can leave Lettuce waiting for a lock that its own event
 * loop holds, for ever. Answers come on that event loop, one after the other: with this one it is
 * through with everything before.
 */
final class LastWord implements SmartLifecycle {

  /** Stopped after work by the clock, which is in phase 0. */
  static final int PHASE = -1;

  /** As long as a command may take that Redis answers at once, and a pause of it. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final ReactiveRedisConnectionFactory redis;
  private volatile boolean running;

  LastWord(ReactiveRedisConnectionFactory redis) {
    this.redis = redis;
  }

  @Override
  public void start() {
    running = true;
  }

  @Override
  public void stop() {
    stop(() -> {});
  }

  /** Calls back at once where Redis is away: commands fail then. */
  @Override
  public void stop(Runnable callback) {
    running = false;
    var _ =
        Mono.usingWhen(
                Mono.fromSupplier(redis::getReactiveConnection),
                ReactiveRedisConnection::ping,
                ReactiveRedisConnection::closeLater)
            .timeout(PATIENCE)
            .onErrorComplete()
            .doFinally(_ -> callback.run())
            .subscribe();
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }
}
