package chat.tacet.relay.redis;

import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.protocol.RedisCommand;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The connection to one Redis server, and which scripts that server knows. What goes into a wire
 * comes out in the same order, or not at all.
 */
final class Wire {

  private final StatefulConnection<byte[], byte[]> connection;
  private final @Nullable CopyWatch copies;
  private final Set<LuaScript> known;

  /**
   * @param copies null if nobody waits for replicas
   */
  Wire(StatefulConnection<byte[], byte[]> connection, @Nullable CopyWatch copies) {
    this(connection, copies, ConcurrentHashMap.newKeySet());
  }

  /**
   * @param known of the server: one for all wires to it, which learn and forget together
   */
  Wire(
      StatefulConnection<byte[], byte[]> connection,
      @Nullable CopyWatch copies,
      Set<LuaScript> known) {
    this.connection = connection;
    this.copies = copies;
    this.known = known;
  }

  @Nullable CopyWatch copies() {
    return copies;
  }

  /**
   * Whether the server has run a script that was sent whole, so that its hash is enough. Sent is
   * not enough: whoever sends from another event loop may come before it.
   */
  boolean knows(LuaScript script) {
    return known.contains(script);
  }

  void learned(LuaScript script) {
    known.add(script);
  }

  /** Another server may answer from now on, or the same one after a restart. */
  void forget() {
    known.clear();
  }

  void dispatch(Collection<? extends RedisCommand<byte[], byte[], ?>> commands) {
    connection.dispatch(commands);
  }
}
