package chat.tacet.relay.system;

import chat.tacet.relay.limits.RelayLimits;
import chat.tacet.relay.redis.RedisLink;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.handler.flush.FlushConsolidationHandler;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The relay's own connections to Redis: one for commands, one for listening. */
@Configuration(proxyBeanMethods = false)
class RedisConfiguration {

  /** Two threads carry far more than one Redis answers. */
  private static final int THREADS = 2;

  @Bean(destroyMethod = "shutdown")
  ClientResources relayClientResources() {
    return ClientResources.builder()
        .ioThreadPoolSize(THREADS)
        .computationThreadPoolSize(THREADS)
        .nettyCustomizer(new FlushTogether())
        .build();
  }

  /**
   * Commands of many connections, written in one turn of Redis' event loop, leave in one system
   * call. Nothing waits for it: without other work the flush happens at once.
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

  @Bean(destroyMethod = "shutdown")
  RedisClient relayRedisClient(
      ClientResources relayClientResources,
      RelayLimits limits,
      @Value("${tacet.redis-url}") String url) {
    RedisURI uri = RedisURI.create(url);
    uri.setTimeout(limits.store().timeout());
    RedisClient client = RedisClient.create(relayClientResources, uri);
    client.setOptions(
        ClientOptions.builder()
            // While Redis is away senders are told so at once; nothing piles up in memory.
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .requestQueueSize(limits.store().maxQueued())
            .timeoutOptions(TimeoutOptions.enabled(limits.store().timeout()))
            .socketOptions(
                SocketOptions.builder()
                    .connectTimeout(limits.store().timeout())
                    .tcpNoDelay(true)
                    .keepAlive(true)
                    .build())
            .build());
    return client;
  }

  @Bean(destroyMethod = "close")
  StatefulRedisConnection<byte[], byte[]> relayCommands(RedisClient relayRedisClient) {
    return relayRedisClient.connect(ByteArrayCodec.INSTANCE);
  }

  @Bean(destroyMethod = "close")
  StatefulRedisPubSubConnection<byte[], byte[]> relayListening(RedisClient relayRedisClient) {
    return relayRedisClient.connectPubSub(ByteArrayCodec.INSTANCE);
  }

  @Bean
  RedisLink redisLink(StatefulRedisConnection<byte[], byte[]> relayCommands) {
    return new RedisLink(relayCommands, relayCommands.async());
  }
}
