package chat.tacet.kit.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.TimeoutOptions;
import java.time.Duration;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.context.annotation.Bean;

/** Settings of the one connection that Spring Data's templates share. */
@AutoConfiguration(before = DataRedisAutoConfiguration.class)
public class BoundedRedisAutoConfiguration {

  /** Commands on their way at once; a publisher sends a few dozen. */
  private static final int MAX_QUEUED = 4_096;

  private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(2);

  /** While Redis is away commands fail at once and are tried again; none pile up in memory. */
  @Bean
  LettuceClientOptionsBuilderCustomizer boundedCommands() {
    return options ->
        options
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .requestQueueSize(MAX_QUEUED)
            .timeoutOptions(TimeoutOptions.enabled(COMMAND_TIMEOUT));
  }

  /**
   * Connects while the service starts. Spring Data connects at the first command otherwise, and
   * waits for it on the event loop that sent it. Later Lettuce reconnects by itself.
   */
  @Bean
  static BeanPostProcessor eagerRedisConnection() {
    return ConnectionFactories.each(factory -> factory.setEagerInitialization(true));
  }
}
