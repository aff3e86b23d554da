package chat.tacet.relay.connection;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.kit.testing.TestRedis;
import chat.tacet.relay.TestLimits;
import chat.tacet.relay.directory.RedisDirectory;
import chat.tacet.relay.limits.RelayLimits;
import chat.tacet.relay.presence.PresenceNews;
import chat.tacet.relay.redis.TestLink;
import chat.tacet.relay.roster.ConnectedDevice;
import chat.tacet.relay.roster.Roster;
import chat.tacet.relay.wake.DeviceLocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.lang.reflect.Proxy;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class RoundsTest {

  private static final int TICK_MILLIS = 1_000;

  private static TestLink redis;

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final Rounds rounds = rounds();

  @BeforeAll
  static void connect() {
    redis = new TestLink(TestRedis.shared().url());
  }

  @AfterAll
  static void disconnect() {
    redis.close();
  }

  @Test
  void everybodyHasOneTurnInATick() {
    var alice = new Visitor(Integer.MAX_VALUE);
    var bob = new Visitor(Integer.MAX_VALUE);
    rounds.join(alice, channel.eventLoop());
    pass(TICK_MILLIS / 2);
    rounds.join(bob, channel.eventLoop());

    pass(3 * TICK_MILLIS);

    assertThat(alice.turns).isEqualTo(3);
    assertThat(bob.turns).isEqualTo(3);
  }

  @Test
  void oneThatFailsTakesTheTurnsOfNobody() {
    var bob = new Visitor(Integer.MAX_VALUE);
    rounds.join(
        turn -> {
          throw new AssertionError("out of memory, for example");
        },
        channel.eventLoop());
    rounds.join(bob, channel.eventLoop());

    pass(3 * TICK_MILLIS);

    assertThat(bob.turns).isEqualTo(3);
  }

  @Test
  void aTurnThatFailsIsNotTheLast() {
    var bob = new Visitor(Integer.MAX_VALUE);
    rounds.join(
        turn -> {
          turn.show(broken());
          return true;
        },
        channel.eventLoop());
    rounds.join(bob, channel.eventLoop());

    pass(3 * TICK_MILLIS);

    assertThat(bob.turns).isEqualTo(3);
  }

  @Test
  void whoIsGoneHasNoMoreTurnsAndWhoComesAfterTheLastHasSome() {
    var alice = new Visitor(2);
    rounds.join(alice, channel.eventLoop());
    pass(4 * TICK_MILLIS);
    assertThat(alice.turns).isEqualTo(2);

    var bob = new Visitor(Integer.MAX_VALUE);
    rounds.join(bob, channel.eventLoop());
    pass(2 * TICK_MILLIS);

    assertThat(bob.turns).isEqualTo(2);
    assertThat(alice.turns).isEqualTo(2);
  }

  /** Is gone with one of its turns. */
  private static final class Visitor implements Rounds.Member {

    private final int last;
    private int turns;

    Visitor(int last) {
      this.last = last;
    }

    @Override
    public boolean tick(Rounds.Turn turn) {
      turns++;
      return turns < last;
    }
  }

  private static ConnectedDevice broken() {
    return (ConnectedDevice)
        Proxy.newProxyInstance(
            RoundsTest.class.getClassLoader(),
            new Class<?>[] {ConnectedDevice.class},
            (device, method, arguments) -> {
              throw new IllegalStateException("broken");
            });
  }

  private void pass(int millis) {
    for (int i = 0; i < millis; i++) {
      channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
      channel.runScheduledPendingTasks();
    }
  }

  private static Rounds rounds() {
    RelayLimits limits = TestLimits.with(Map.of("connection.tick", TICK_MILLIS + "ms"));
    var link = redis.link();
    var directory = new RedisDirectory(link, limits, JsonMapper.shared());
    var presence = new PresenceNews(link, directory, new Roster(), limits, InstantSource.system());
    return new Rounds(new DeviceLocator(link, limits), presence, limits);
  }
}
