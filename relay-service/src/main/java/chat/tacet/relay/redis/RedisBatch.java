package chat.tacet.relay.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.output.MapOutput;
import io.lettuce.core.output.ValueOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Commands that leave in one write and one flush for each server, there in the order given.
 * Collect, then {@link #send()}. Not thread-safe.
 *
 * <p>Of two batches sent by one thread, the commands for one key run in the order of the batches,
 * or fail: nothing is sent again, or to another server, behind the caller's back.
 */
public final class RedisBatch {

  private final Wires wires;
  private final List<Part> parts = new ArrayList<>(1);

  RedisBatch(Wires wires) {
    this.wires = wires;
  }

  /** What goes to one server. */
  private static final class Part {

    private final Wire wire;
    private final List<AsyncCommand<byte[], byte[], ?>> commands = new ArrayList<>();
    private final List<LuaScript> whole = new ArrayList<>(0);

    /** Of the keys written, noted only if somebody waits for replicas. */
    private final Set<Integer> slots = new HashSet<>(0);

    private final byte[] key;
    private final CopyWatch.@Nullable Session copies;

    /**
     * @param key one that the server has
     */
    Part(Wire wire, byte[] key) {
      this.wire = wire;
      this.key = key;
      CopyWatch watch = wire.copies();
      // Got before anything is sent, see there.
      this.copies = watch == null ? null : watch.current();
    }

    void note(byte[] written) {
      if (wire.copies() != null) {
        slots.add(SlotHash.getSlot(written));
      }
    }

    CompletionStage<Void> copied() {
      if (wire.copies() == null) {
        return CompletableFuture.completedStage(null);
      }
      return copies == null ? unreachable() : copies.copied(key);
    }

    /** Whether the script's hash is enough: the server has it, or gets it before that. */
    boolean isKnown(LuaScript script) {
      return whole.contains(script) || wire.knows(script);
    }

    void send() {
      try {
        wire.dispatch(commands);
      } catch (RuntimeException e) {
        // Rejected as a whole, for example because the client is closed.
        commands.forEach(command -> command.completeExceptionally(e));
      }
    }
  }

  /** Runs a script that answers with a string. */
  public CompletableFuture<byte[]> bytes(LuaScript script, byte[][] keys, byte[]... args) {
    return script(script, keys, args, new ValueOutput<>(ByteArrayCodec.INSTANCE));
  }

  /** Runs a script that answers with a number. */
  public CompletableFuture<Long> number(LuaScript script, byte[][] keys, byte[]... args) {
    return script(script, keys, args, new IntegerOutput<>(ByteArrayCodec.INSTANCE));
  }

  /**
   * Raises the score of a member of a sorted set, or adds it; a higher score stays. It goes with
   * what is in this batch already, if it can, so that the server syncs both at once; of two of them
   * the order counts for nothing.
   */
  public CompletableFuture<Long> raise(byte[] key, byte[] member, long score) {
    return addAnywhere(key, CommandType.ZADD, argsOf(key).add("GT").add(score).addValue(member));
  }

  /** Takes a member out of a sorted set; goes where {@link #raise} goes, behind it. */
  public CompletableFuture<Long> remove(byte[] key, byte[] member) {
    return addAnywhere(key, CommandType.ZREM, argsOf(key).addValue(member));
  }

  /** Sets how long a key lives from now on, in ms; behind {@link #raise} of the same key. */
  public CompletableFuture<Long> expire(byte[] key, byte[] millis) {
    return addAnywhere(key, CommandType.PEXPIRE, argsOf(key).addValue(millis));
  }

  /** Reads a string; null inside the future when there is none. */
  public CompletableFuture<byte[]> get(byte[] key) {
    return addTo(key, CommandType.GET, argsOf(key), new ValueOutput<>(ByteArrayCodec.INSTANCE));
  }

  /** Whether there is nothing to send. */
  public boolean isEmpty() {
    return parts.isEmpty();
  }

  /** Sends everything. The futures given out before complete from here on, failed ones too. */
  public void send() {
    parts.forEach(Part::send);
  }

  /** Reads a hash; empty when there is none. */
  public CompletableFuture<Map<byte[], byte[]>> hash(byte[] key) {
    return addTo(key, CommandType.HGETALL, argsOf(key), new MapOutput<>(ByteArrayCodec.INSTANCE));
  }

  /**
   * Completes when as many replicas as are wanted have what this batch wrote; at once if none are.
   * To be asked when the commands have answered. Fails if it is not known in time.
   */
  public CompletableFuture<Void> copied() {
    return copied(parts);
  }

  /**
   * The same of what was written under some keys: a server whose replica is away keeps nobody
   * waiting who wrote elsewhere.
   *
   * @param keys the first key of each script that matters, and the key of each other command; asked
   *     for only if somebody waits for replicas
   */
  public CompletableFuture<Void> copied(Supplier<List<byte[]>> keys) {
    if (parts.stream().allMatch(part -> part.wire.copies() == null)) {
      return CompletableFuture.completedFuture(null);
    }
    Set<Integer> slots = new HashSet<>();
    keys.get().forEach(key -> slots.add(SlotHash.getSlot(key)));
    return copied(parts.stream().filter(part -> !Collections.disjoint(part.slots, slots)).toList());
  }

  private static CompletableFuture<Void> copied(List<Part> parts) {
    return CompletableFuture.allOf(
        parts.stream()
            .map(part -> part.copied().toCompletableFuture())
            .toArray(CompletableFuture[]::new));
  }

  private <T> CompletableFuture<T> script(
      LuaScript script, byte[][] keys, byte[][] args, CommandOutput<byte[], byte[], T> output) {
    Part part = partFor(keys[0]);
    if (part == null) {
      return unreachable();
    }
    boolean known = part.isKnown(script);
    CommandArgs<byte[], byte[]> all =
        new CommandArgs<>(ByteArrayCodec.INSTANCE)
            .add(known ? script.sha() : script.source())
            .add(keys.length)
            .addKeys(keys)
            .addValues(args);
    if (known) {
      return add(part, keys[0], CommandType.EVALSHA, all, output);
    }
    part.whole.add(script);
    return add(part, keys[0], CommandType.EVAL, all, output)
        .whenComplete((answer, failure) -> {
          if (failure == null) {
            part.wire.learned(script);
          }
        });
  }

  private static CommandArgs<byte[], byte[]> argsOf(byte[] key) {
    return new CommandArgs<>(ByteArrayCodec.INSTANCE).addKey(key);
  }

  private <T> CompletableFuture<T> addTo(
      byte[] key,
      CommandType type,
      CommandArgs<byte[], byte[]> args,
      CommandOutput<byte[], byte[], T> output) {
    Part part = partFor(key);
    return part == null ? unreachable() : add(part, key, type, args, output);
  }

  /** For a command that answers with a number, and may go behind whatever is here already. */
  private CompletableFuture<Long> addAnywhere(
      byte[] key, CommandType type, CommandArgs<byte[], byte[]> args) {
    var output = new IntegerOutput<>(ByteArrayCodec.INSTANCE);
    for (Part part : parts) {
      if (wires.leadsTo(part.wire, key)) {
        return add(part, key, type, args, output);
      }
    }
    return addTo(key, type, args, output);
  }

  private <T> CompletableFuture<T> add(
      Part part,
      byte[] key,
      CommandType type,
      CommandArgs<byte[], byte[]> args,
      CommandOutput<byte[], byte[], T> output) {
    part.note(key);
    AsyncCommand<byte[], byte[], T> command = new AsyncCommand<>(new Command<>(type, output, args));
    part.commands.add(command);
    return command.whenComplete((answer, failure) -> {
      if (failure != null) {
        learnFrom(failure, part.wire);
      }
    });
  }

  private void learnFrom(Throwable failure, Wire wire) {
    if (failure instanceof RedisNoScriptException) {
      // Its scripts were flushed, or this was in flight when Redis was restarted.
      wire.forget();
    } else if (failure instanceof RedisCommandExecutionException refused) {
      String said = String.valueOf(refused.getMessage());
      if (said.startsWith("MOVED") || said.startsWith("ASK") || said.startsWith("CLUSTERDOWN")) {
        wires.mistaken();
      }
    }
  }

  private @Nullable Part partFor(byte[] key) {
    Wire wire = wires.to(key);
    if (wire == null) {
      return null;
    }
    for (Part part : parts) {
      if (part.wire == wire) {
        return part;
      }
    }
    Part part = new Part(wire, key);
    parts.add(part);
    return part;
  }

  private static <T> CompletableFuture<T> unreachable() {
    return CompletableFuture.failedFuture(new RedisException("the server is not connected"));
  }
}
