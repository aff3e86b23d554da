package chat.tacet.kit.redis;

import io.lettuce.core.resource.Delay;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.ClientResourcesBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.context.annotation.Bean;

/** Leads Spring Data to the Redis, or the cluster, of {@code TACET_REDIS_URL}. */
@AutoConfiguration(before = DataRedisAutoConfiguration.class)
public class RedisAddressAutoConfiguration {

  /**
   * Pauses between attempts to connect again. Lettuce's own grow to half a minute, for which nobody
   * would be served after Redis is back.
   */
  public static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(20);

  /** Before phase 0, in which work by the clock starts; stopped after it. */
  private static final int PHASE = -1;

  @Bean
  RedisAddress redisAddress(@Value("${tacet.redis-url}") String url) {
    return RedisAddress.parse(url);
  }

  @Bean
  DataRedisConnectionDetails redisDetails(RedisAddress redisAddress) {
    return new Details(redisAddress);
  }

  @Bean
  ClientResourcesBuilderCustomizer soonReconnected() {
    return resources -> resources.reconnectDelay(reconnectDelay());
  }

  /**
   * Closes the connection when everybody who uses it has stopped. Spring Data closes it in the
   * phase in which they stop, and their last commands would fail.
   */
  @Bean
  static BeanPostProcessor lastRedisConnection() {
    return ConnectionFactories.each(factory -> factory.setPhase(PHASE));
  }

  /** Grows from some milliseconds, with jitter: not all nodes knock at the same moment. */
  public static Delay reconnectDelay() {
    return Delay.equalJitter(
        SHORTEST_PAUSE, LONGEST_PAUSE, SHORTEST_PAUSE.toMillis(), TimeUnit.MILLISECONDS);
  }

  private record Details(RedisAddress address) implements DataRedisConnectionDetails {

    @Override
    public @Nullable String getUsername() {
      return address.user();
    }

    @Override
    public @Nullable String getPassword() {
      return address.password();
    }

    @Override
    public @Nullable SslBundle getSslBundle() {
      return address.isTls() ? SslBundle.systemDefault() : null;
    }

    @Override
    public @Nullable Standalone getStandalone() {
      if (address.isCluster()) {
        return null;
      }
      var server = address.hosts().getFirst();
      return Standalone.of(server.host(), server.port(), address.database());
    }

    @Override
    public @Nullable Cluster getCluster() {
      if (!address.isCluster()) {
        return null;
      }
      List<Node> nodes =
          address.hosts().stream().map(host -> new Node(host.host(), host.port())).toList();
      return () -> nodes;
    }
  }
}
