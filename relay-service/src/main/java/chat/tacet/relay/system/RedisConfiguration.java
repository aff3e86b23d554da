package chat.tacet.relay.system;

import chat.tacet.kit.boot.EventLoops;
import chat.tacet.kit.redis.RedisAddress;
import chat.tacet.kit.redis.RedisAddressAutoConfiguration;
import chat.tacet.relay.limits.RelayLimits;
import chat.tacet.relay.redis.RedisDoor;
import chat.tacet.relay.redis.RedisLink;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.handler.flush.FlushConsolidationHandler;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The relay's own connections to Redis: those for commands, and one for listening. */
@Configuration(proxyBeanMethods = false)
class RedisConfiguration {

  /** For reconnecting and for commands that time out, which is rare. */
  private static final int COMPUTATION_THREADS = 2;

  @Bean(destroyMethod = "shutdown")
  ClientResources relayClientResources(EventLoops loops) {
    return ClientResources.builder()
        .eventLoopGroupProvider(new SocketLoops(loops.ofSockets(), loops.count()))
        .computationThreadPoolSize(COMPUTATION_THREADS)
        .reconnectDelay(RedisAddressAutoConfiguration.reconnectDelay())
        .nettyCustomizer(new FlushTogether())
        .build();
  }

  /**
   * Commands of many connections, written in one turn of the event loop, leave in one system call.
   * Nothing waits for it: without other work the flush happens at once.
   */
  private static final class FlushTogether implements NettyCustomizer {
    @Override
    public void afterChannelInitialized(Channel channel) {
      channel
          .pipeline()
          .addFirst(
              new FlushConsolidationHandler(
                  FlushConsolidationHandler.DEFAULT_EXPLICIT_FLUSH_AFTER_FLUSHES, true));
    }
  }

  @Bean(destroyMethod = "close")
  RedisDoor redisDoor(
      ClientResources relayClientResources, RelayLimits limits, RedisAddress redisAddress) {
    return RedisDoor.open(relayClientResources, redisAddress, limits.store());
  }

  @Bean
  RedisLink redisLink(RedisDoor redisDoor) {
    return redisDoor.link();
  }

  @Bean(destroyMethod = "")
  StatefulRedisPubSubConnection<byte[], byte[]> relayListening(RedisDoor redisDoor) {
    return redisDoor.listening();
  }
}
