package chat.tacet.relay.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.StatefulRedisConnection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One server has all keys. */
final class SingleWire implements Wires, RedisConnectionStateListener {

  private final StatefulRedisConnection<byte[], byte[]> connection;
  private final Wire wire;

  SingleWire(StatefulRedisConnection<byte[], byte[]> connection, @Nullable CopyWatch copies) {
    this.connection = connection;
    this.wire = new Wire(connection, copies);
    connection.addListener(this);
  }

  @Override
  public Wire to(byte[] key) {
    return wire;
  }

  @Override
  public void mistaken() {
    // There is nobody else to ask.
  }

  @Override
  public CompletionStage<List<String>> memory() {
    return connection.async().info("memory").thenApply(List::of);
  }

  @Override
  public void onRedisDisconnected(RedisChannelHandler<?, ?> handler) {
    wire.forget();
  }
}
