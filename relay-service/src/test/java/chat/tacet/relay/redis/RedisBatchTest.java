package chat.tacet.relay.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.tacet.relay.mailbox.redis.Uncollected;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.CommandType;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What batches say to servers that answer when the test lets them. */
class RedisBatchTest {

  private static final LuaScript SCRIPT = LuaScript.load(Uncollected.class, "uncollected.lua");
  private static final byte[] ALICE = Bytes.of("{alice}");
  private static final byte[] BOB = Bytes.of("{bob}");

  private final Server server = new Server();
  private final Wire wire = new Wire(server.connection(), null);
  private final RedisBatch batch = batch();

  @Test
  void aScriptsHashIsSentOnlyOnceTheServerHasAnsweredTheScript() {
    var _ = run(batch);
    var second = run(batch());
    assertThat(server.types()).containsExactly(CommandType.EVAL, CommandType.EVAL);

    server.commands.getFirst().complete();
    assertThat(second).isNotDone();
    var _ = run(batch());
    assertThat(server.types().getLast()).isEqualTo(CommandType.EVALSHA);
  }

  @Test
  void behindTheScriptInTheSameBatchTheHashIsEnough() {
    var _ = batch.number(SCRIPT, new byte[][] {ALICE});
    var _ = batch.number(SCRIPT, new byte[][] {BOB});
    batch.send();

    assertThat(server.types()).containsExactly(CommandType.EVAL, CommandType.EVALSHA);
  }

  @Test
  void whoForgotTheScriptGetsItWholeAgain() {
    var _ = run(batch);
    server.commands.getFirst().complete();
    var _ = run(batch());
    server.commands.getLast().completeExceptionally(new RedisNoScriptException("NOSCRIPT"));
    var _ = run(batch());

    assertThat(server.types())
        .containsExactly(CommandType.EVAL, CommandType.EVALSHA, CommandType.EVAL);
  }

  @Test
  void allWiresToOneServerLearnAndForgetTogether() {
    Set<LuaScript> known = new HashSet<>();
    var one = new Wire(server.connection(), null, known);
    var other = new Wire(server.connection(), null, known);
    var _ = run(new RedisBatch(new Servers(one)));
    server.commands.getFirst().complete();
    var _ = run(new RedisBatch(new Servers(other)));
    server.commands.getLast().completeExceptionally(new RedisNoScriptException("NOSCRIPT"));
    var _ = run(new RedisBatch(new Servers(one)));

    assertThat(server.types())
        .containsExactly(CommandType.EVAL, CommandType.EVALSHA, CommandType.EVAL);
  }

  @Test
  void aServerWithoutItsReplicaKeepsNobodyWaitingWhoWroteElsewhere() {
    try (var nobody = RedisClient.create()) {
      var wanted = new CopyWatch.Wanted(1, Duration.ofMillis(20));
      var alone =
          new Wire(
              server.connection(),
              new CopyWatch(nobody, RedisURI.create("redis://127.0.0.1:1"), wanted));
      var two = new RedisBatch(new Servers(alone));
      var _ = two.number(SCRIPT, new byte[][] {ALICE});
      var _ = two.number(SCRIPT, new byte[][] {BOB});

      assertThat(two.copied(() -> List.of(BOB))).isCompleted();
      assertThatThrownBy(two.copied(() -> List.of(BOB, ALICE))::join)
          .hasMessageContaining("not connected");
      assertThatThrownBy(two.copied()::join).hasMessageContaining("not connected");
    }
  }

  private RedisBatch batch() {
    return new RedisBatch(new Servers(wire));
  }

  private static CompletableFuture<Long> run(RedisBatch batch) {
    CompletableFuture<Long> answer = batch.number(SCRIPT, new byte[][] {ALICE});
    batch.send();
    return answer;
  }

  /** Alice's keys are at one server, all others at another one. */
  private final class Servers implements Wires {

    private final Wire ofAlice;

    Servers(Wire ofAlice) {
      this.ofAlice = ofAlice;
    }

    @Override
    public Wire to(byte[] key) {
      return Bytes.text(key).equals("{alice}") ? ofAlice : wire;
    }

    @Override
    public boolean leadsTo(Wire candidate, byte[] key) {
      return candidate.equals(to(key));
    }

    @Override
    public void mistaken() {
      throw new AssertionError("nobody moved");
    }

    @Override
    public CompletionStage<List<String>> info(String section) {
      throw new AssertionError("nobody asked");
    }
  }

  /** Takes commands, and does nothing about them by itself. */
  private static final class Server {

    final List<AsyncCommand<?, ?, ?>> commands = new ArrayList<>();

    List<Object> types() {
      return commands.stream().<Object>map(AsyncCommand::getType).toList();
    }

    @SuppressWarnings("unchecked")
    StatefulConnection<byte[], byte[]> connection() {
      return (StatefulConnection<byte[], byte[]>)
          Proxy.newProxyInstance(
              Server.class.getClassLoader(),
              new Class<?>[] {StatefulConnection.class},
              (proxy, method, args) -> take(method.getName(), args));
    }

    private @Nullable Object take(String method, Object[] args) {
      if (!method.equals("dispatch")) {
        throw new UnsupportedOperationException(method);
      }
      ((Collection<?>) args[0]).forEach(command -> commands.add((AsyncCommand<?, ?, ?>) command));
      return args[0];
    }
  }
}
