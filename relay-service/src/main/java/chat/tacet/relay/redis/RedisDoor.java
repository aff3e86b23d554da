package chat.tacet.relay.redis;

import chat.tacet.kit.redis.RedisAddress;
import chat.tacet.relay.limits.RelayLimits;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Opens the connections of this node to one Redis, or to a cluster. */
public final class RedisDoor implements AutoCloseable {

  /** How old the knowledge of who has which slot may be when nothing was amiss. */
  private static final Duration REFRESH_EVERY = Duration.ofSeconds(5);

  /** After a master died it takes seconds until another has its slots: asked so often meanwhile. */
  private static final Duration REFRESH_IN_TROUBLE = Duration.ofMillis(500);

  /**
   * Connections to one server, see {@link ServerWires}; each costs it a read and a write a turn.
   */
  private static final int WIRES = 4;

  /** How often one of the single commands, whose order counts for nothing, follows a slot. */
  private static final int REDIRECTS = 3;

  private final AbstractRedisClient client;
  private final RedisClient copying;
  private final RedisLink link;
  private final StatefulRedisPubSubConnection<byte[], byte[]> listening;

  private RedisDoor(
      AbstractRedisClient client,
      RedisClient copying,
      RedisLink link,
      StatefulRedisPubSubConnection<byte[], byte[]> listening) {
    this.client = client;
    this.copying = copying;
    this.link = link;
    this.listening = listening;
  }

  /**
   * Connects, and waits for it.
   *
   * @throws io.lettuce.core.RedisException if Redis cannot be reached
   */
  public static RedisDoor open(
      ClientResources resources, RedisAddress address, RelayLimits.Store limits) {
    List<RedisURI> uris = address.uris();
    uris.forEach(uri -> uri.setTimeout(limits.timeout()));
    RedisClient copying = RedisClient.create(resources);
    // A connection that came back could speak of a server that was restarted, see CopyWatch.
    copying.setOptions(
        bounded(ClientOptions.builder(), limits, limits.maxQueued()).autoReconnect(false).build());
    return address.isCluster()
        ? toCluster(RedisClusterClient.create(resources, uris), copying, limits)
        : toOne(RedisClient.create(resources, uris.getFirst()), uris.getFirst(), copying, limits);
  }

  private static @Nullable CopyWatch watch(
      RedisClient copying, RedisURI server, RelayLimits.Store limits) {
    return limits.replicas() == 0
        ? null
        : new CopyWatch(
            copying, server, new CopyWatch.Wanted(limits.replicas(), limits.copiedWithin()));
  }

  private static RedisDoor toOne(
      RedisClient client, RedisURI server, RedisClient copying, RelayLimits.Store limits) {
    // The wires share what may be under way to the server.
    int queued = Math.max(1, limits.maxQueued() / WIRES);
    client.setOptions(bounded(ClientOptions.builder(), limits, queued).build());
    try {
      List<StatefulRedisConnection<byte[], byte[]>> connections =
          Stream.generate(() -> client.connect(ByteArrayCodec.INSTANCE)).limit(WIRES).toList();
      var wires = new ServerWires(connections, watch(copying, server, limits));
      return new RedisDoor(
          client,
          copying,
          new RedisLink(wires, connections.getFirst().async()),
          client.connectPubSub(ByteArrayCodec.INSTANCE));
    } catch (RuntimeException e) {
      copying.shutdown();
      client.shutdown();
      throw e;
    }
  }

  private static RedisDoor toCluster(
      RedisClusterClient client, RedisClient copying, RelayLimits.Store limits) {
    ClusterClientOptions.Builder options = ClusterClientOptions.builder();
    bounded(options, limits, limits.maxQueued());
    client.setOptions(
        options
            .maxRedirects(REDIRECTS)
            .topologyRefreshOptions(
                ClusterTopologyRefreshOptions.builder()
                    .enablePeriodicRefresh(REFRESH_EVERY)
                    .refreshTriggersReconnectAttempts(1)
                    .adaptiveRefreshTriggersTimeout(REFRESH_IN_TROUBLE)
                    .build())
            .build());
    try {
      var connection = client.connect(ByteArrayCodec.INSTANCE);
      var wires = new ClusterWires(client, connection, server -> watch(copying, server, limits));
      // So that the first letters find a way.
      wires
          .connect()
          .toCompletableFuture()
          .orTimeout(limits.timeout().toMillis(), TimeUnit.MILLISECONDS)
          .join();
      return new RedisDoor(
          client,
          copying,
          new RedisLink(wires, connection.async()),
          client.connectPubSub(ByteArrayCodec.INSTANCE));
    } catch (RuntimeException e) {
      copying.shutdown();
      client.shutdown();
      throw e;
    }
  }

  private static ClientOptions.Builder bounded(
      ClientOptions.Builder options, RelayLimits.Store limits, int queued) {
    return options
        // While Redis is away senders are told so at once; nothing piles up in memory.
        .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
        .requestQueueSize(queued)
        .timeoutOptions(TimeoutOptions.enabled(limits.timeout()))
        .socketOptions(
            SocketOptions.builder()
                .connectTimeout(limits.timeout())
                .tcpNoDelay(true)
                .keepAlive(true)
                .build());
  }

  /** For commands. */
  public RedisLink link() {
    return link;
  }

  /** For channels. In a cluster any node hears all of them. */
  public StatefulRedisPubSubConnection<byte[], byte[]> listening() {
    return listening;
  }

  @Override
  public void close() {
    copying.shutdown();
    client.shutdown();
  }
}
