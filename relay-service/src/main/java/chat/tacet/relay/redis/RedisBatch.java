package chat.tacet.relay.redis;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.output.ValueOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * Commands that leave in one write and one flush, in the order given. Collect, then {@link
 * #send()}. Not thread-safe.
 */
public final class RedisBatch {

  private final StatefulConnection<byte[], byte[]> connection;
  private final List<AsyncCommand<byte[], byte[], ?>> commands = new ArrayList<>();

  RedisBatch(StatefulConnection<byte[], byte[]> connection) {
    this.connection = connection;
  }

  /** Runs a script that answers with a string. */
  public CompletableFuture<byte[]> bytes(LuaScript script, byte[][] keys, byte[]... args) {
    return script(script, keys, args, () -> new ValueOutput<>(ByteArrayCodec.INSTANCE));
  }

  /** Runs a script that answers with a number. */
  public CompletableFuture<Long> number(LuaScript script, byte[][] keys, byte[]... args) {
    return script(script, keys, args, () -> new IntegerOutput<>(ByteArrayCodec.INSTANCE));
  }

  /** Raises the score of a member of a sorted set, or adds it; a higher score stays. */
  public CompletableFuture<Long> raise(byte[] key, byte[] member, long score) {
    return add(
        CommandType.ZADD,
        new CommandArgs<>(ByteArrayCodec.INSTANCE)
            .addKey(key)
            .add("GT")
            .add(score)
            .addValue(member),
        new IntegerOutput<>(ByteArrayCodec.INSTANCE));
  }

  /** Sets how long a key lives from now on, in ms. */
  public CompletableFuture<Long> expire(byte[] key, byte[] millis) {
    return add(
        CommandType.PEXPIRE,
        new CommandArgs<>(ByteArrayCodec.INSTANCE).addKey(key).addValue(millis),
        new IntegerOutput<>(ByteArrayCodec.INSTANCE));
  }

  /** Reads a string; null inside the future when there is none. */
  public CompletableFuture<byte[]> get(byte[] key) {
    return add(
        CommandType.GET,
        new CommandArgs<>(ByteArrayCodec.INSTANCE).addKey(key),
        new ValueOutput<>(ByteArrayCodec.INSTANCE));
  }

  /** Whether there is nothing to send. */
  public boolean isEmpty() {
    return commands.isEmpty();
  }

  /** Sends everything. The futures given out before complete from here on, failed ones too. */
  public void send() {
    if (commands.isEmpty()) {
      return;
    }
    try {
      connection.dispatch(commands);
    } catch (RuntimeException e) {
      // Rejected as a whole, for example because the client is closed.
      commands.forEach(command -> command.completeExceptionally(e));
    }
  }

  private <T> CompletableFuture<T> script(
      LuaScript script,
      byte[][] keys,
      byte[][] args,
      Supplier<CommandOutput<byte[], byte[], T>> output) {
    return add(CommandType.EVALSHA, evalArgs(script.sha(), keys, args), output.get())
        .exceptionallyCompose(failure -> {
          if (!(cause(failure) instanceof RedisNoScriptException)) {
            return CompletableFuture.failedFuture(failure);
          }
          // Redis was restarted and forgot its scripts: EVAL runs and remembers this one.
          RedisBatch again = new RedisBatch(connection);
          CompletableFuture<T> answer =
              again.add(CommandType.EVAL, evalArgs(script.source(), keys, args), output.get());
          again.send();
          return answer;
        });
  }

  private <T> AsyncCommand<byte[], byte[], T> add(
      CommandType type, CommandArgs<byte[], byte[]> args, CommandOutput<byte[], byte[], T> output) {
    AsyncCommand<byte[], byte[], T> command = new AsyncCommand<>(new Command<>(type, output, args));
    commands.add(command);
    return command;
  }

  private static CommandArgs<byte[], byte[]> evalArgs(byte[] script, byte[][] keys, byte[][] args) {
    return new CommandArgs<>(ByteArrayCodec.INSTANCE)
        .add(script)
        .add(keys.length)
        .addKeys(keys)
        .addValues(args);
  }

  private static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
