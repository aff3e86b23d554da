package chat.tacet.relay.redis;

import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;

/**
 * The connection that all commands of this node share. Commands never block: they answer with a
 * future that fails within the configured timeout, at once while Redis is away, and at once when
 * too many are unanswered (see {@code RedisConfiguration}). A command in flight when the connection
 * breaks may run twice, so every write here may be repeated.
 *
 * <p>Futures complete on Redis' event loop: whoever continues there must be quick and never block.
 */
public final class RedisLink {

  private final StatefulConnection<byte[], byte[]> connection;
  private final RedisClusterAsyncCommands<byte[], byte[]> commands;

  public RedisLink(
      StatefulConnection<byte[], byte[]> connection,
      RedisClusterAsyncCommands<byte[], byte[]> commands) {
    this.connection = connection;
    this.commands = commands;
  }

  /** Single commands, sent at once. */
  public RedisClusterAsyncCommands<byte[], byte[]> commands() {
    return commands;
  }

  /** Begins a batch of commands that leave in one write. */
  public RedisBatch batch() {
    return new RedisBatch(connection);
  }

  /** Whether Redis can be reached right now. */
  public boolean isOpen() {
    return connection.isOpen();
  }
}
