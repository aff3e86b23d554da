package chat.tacet.relay.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One wire to each master of a cluster. Lettuce knows who has which slot and keeps the connections;
 * what it does not do here is send a command on to another server when the first says that it has
 * the slot no longer: what was sent behind that command may be there already, and a mailbox would
 * get its letters in another order. Such a command fails, and whoever sent it tries again.
 */
final class ClusterWires implements Wires, RedisConnectionStateListener {

  /**
   * Servers that were mistaken say so for each command: asking anew who has what is enough once.
   */
  private static final Duration ASK_AT_MOST_EVERY = Duration.ofMillis(200);

  private final RedisClusterClient client;
  private final StatefulRedisClusterConnection<byte[], byte[]> connection;
  private final ConcurrentHashMap<Object, Wire> wires = new ConcurrentHashMap<>();
  private final Function<RedisURI, @Nullable CopyWatch> copies;
  private final AtomicLong askedAt = new AtomicLong(System.nanoTime());

  /**
   * @param copies makes the watch over the replicas of a server, or none
   */
  ClusterWires(
      RedisClusterClient client,
      StatefulRedisClusterConnection<byte[], byte[]> connection,
      Function<RedisURI, @Nullable CopyWatch> copies) {
    this.client = client;
    this.connection = connection;
    this.copies = copies;
  }

  /** Connects to all masters that are there, so that the first letters find a way. */
  CompletionStage<Void> connect() {
    return CompletableFuture.allOf(
        masters().stream()
            // Whoever is gone is replaced by another; the others can do their part.
            .map(node -> connectTo(node).handle((server, gone) -> wireTo(node)))
            .toArray(CompletableFuture[]::new));
  }

  @Override
  public @Nullable Wire to(byte[] key) {
    RedisClusterNode node = connection.getPartitions().getPartitionBySlot(SlotHash.getSlot(key));
    if (node == null) {
      mistaken();
      return null;
    }
    return wireTo(node);
  }

  @Override
  public boolean leadsTo(Wire wire, byte[] key) {
    return wire.equals(to(key));
  }

  @Override
  public void mistaken() {
    long last = askedAt.get();
    long now = System.nanoTime();
    if (now - last > ASK_AT_MOST_EVERY.toNanos() && askedAt.compareAndSet(last, now)) {
      var _ = client.refreshPartitionsAsync();
    }
  }

  @Override
  public CompletionStage<List<String>> info(String section) {
    List<CompletableFuture<String>> answers =
        masters().stream()
            .map(node ->
                connectTo(node)
                    .thenCompose(server -> server.async().info(section))
                    // A server that is gone is soon replaced; the others go on.
                    .exceptionally(gone -> ""))
            .toList();
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .thenApply(done -> {
          List<String> said =
              answers.stream().map(CompletableFuture::join).filter(s -> !s.isEmpty()).toList();
          if (said.isEmpty()) {
            throw new RedisException("no master of the cluster answers");
          }
          return said;
        });
  }

  private List<RedisClusterNode> masters() {
    return connection.getPartitions().stream()
        .filter(node -> node.is(RedisClusterNode.NodeFlag.UPSTREAM) && !node.getSlots().isEmpty())
        .toList();
  }

  private @Nullable Wire wireTo(RedisClusterNode node) {
    CompletableFuture<StatefulRedisConnection<byte[], byte[]>> server = connectTo(node);
    // Waiting for a connection under way would turn the order of those who wait around.
    return server.isDone() && !server.isCompletedExceptionally()
        ? wires.computeIfAbsent(server.join(), found -> begin(server.join(), node))
        : null;
  }

  private Wire begin(StatefulRedisConnection<byte[], byte[]> server, RedisClusterNode node) {
    server.addListener(this);
    return new Wire(server, copies.apply(node.getUri()));
  }

  private CompletableFuture<StatefulRedisConnection<byte[], byte[]>> connectTo(
      RedisClusterNode node) {
    try {
      return connection.getConnectionAsync(node.getUri().getHost(), node.getUri().getPort());
    } catch (RuntimeException unknown) {
      // It left the cluster between the question and now.
      return CompletableFuture.failedFuture(unknown);
    }
  }

  @Override
  public void onRedisDisconnected(RedisChannelHandler<?, ?> server) {
    // Its successor knows no scripts; and connections that do not come back are not kept.
    wires.remove(server);
  }
}
