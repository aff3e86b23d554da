package chat.tacet.relay.redis;

import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The connections that all commands of this node share. Commands never block: they answer with a
 * future that fails within the configured timeout, at once while Redis is away, and at once when
 * too many are unanswered (see {@code RedisConfiguration}). A command in flight when the connection
 * breaks may run twice, so every write here may be repeated; what nobody collected may be counted
 * twice then, until its period ends.
 *
 * <p>Futures complete on Redis' event loop: whoever continues there must be quick and never block.
 */
public final class RedisLink {

  private final Wires wires;
  private final RedisClusterAsyncCommands<byte[], byte[]> commands;

  RedisLink(Wires wires, RedisClusterAsyncCommands<byte[], byte[]> commands) {
    this.wires = wires;
    this.commands = commands;
  }

  /** Single commands, sent at once; their order counts for nothing. */
  public RedisClusterAsyncCommands<byte[], byte[]> commands() {
    return commands;
  }

  /** Begins a batch of commands that leave in one write. */
  public RedisBatch batch() {
    return new RedisBatch(wires);
  }

  /** A section of {@code INFO} of every server that takes writes. */
  public CompletionStage<List<String>> info(String section) {
    return wires.info(section);
  }
}
