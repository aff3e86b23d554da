package chat.tacet.relay.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.SlotHash;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Several wires to the one server that has all keys. Redis takes some 16 KiB of each connection
 * before it writes what it did to disk and syncs it: over one connection each sync would be for ten
 * messages, however many wait. All that belongs together (keys of one hash tag) takes one wire, and
 * so stays in order.
 */
final class ServerWires implements Wires {

  private final StatefulRedisConnection<byte[], byte[]> first;
  private final List<Wire> wires = new ArrayList<>();

  ServerWires(
      List<StatefulRedisConnection<byte[], byte[]>> connections, @Nullable CopyWatch copies) {
    this.first = connections.getFirst();
    Set<LuaScript> known = ConcurrentHashMap.newKeySet();
    for (StatefulRedisConnection<byte[], byte[]> connection : connections) {
      Wire wire = new Wire(connection, copies, known);
      wires.add(wire);
      connection.addListener(
          new RedisConnectionStateListener() {
            @Override
            public void onRedisDisconnected(RedisChannelHandler<?, ?> gone) {
              wire.forget();
            }
          });
    }
  }

  @Override
  public Wire to(byte[] key) {
    return wires.get(SlotHash.getSlot(key) % wires.size());
  }

  @Override
  public boolean leadsTo(Wire wire, byte[] key) {
    return true;
  }

  @Override
  public void mistaken() {
    // There is nobody else to ask.
  }

  @Override
  public CompletionStage<List<String>> info(String section) {
    return first.async().info(section).thenApply(List::of);
  }
}
