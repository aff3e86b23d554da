package chat.tacet.relay.presence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.tacet.contracts.relay.v1.Goodbye;
import chat.tacet.contracts.relay.v1.Presence;
import chat.tacet.contracts.relay.v1.ServerFrame;
import chat.tacet.kit.testing.TestRedis;
import chat.tacet.relay.TestLimits;
import chat.tacet.relay.directory.Circle;
import chat.tacet.relay.directory.DeviceList;
import chat.tacet.relay.directory.Directory;
import chat.tacet.relay.directory.Room;
import chat.tacet.relay.directory.Versioned;
import chat.tacet.relay.frame.DeviceAddress;
import chat.tacet.relay.frame.MailId;
import chat.tacet.relay.limits.RelayLimits;
import chat.tacet.relay.mailbox.Mail;
import chat.tacet.relay.redis.Bytes;
import chat.tacet.relay.redis.RedisBatch;
import chat.tacet.relay.redis.TestLink;
import chat.tacet.relay.roster.ConnectedDevice;
import chat.tacet.relay.roster.Roster;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Alice looks who is online while Bob leaves. */
class FirstLookTest {

  private final UUID alice = UUID.randomUUID();
  private final UUID bob = UUID.randomUUID();

  @Test
  void whatSheHearsMeanwhileIsNotOverruledByWhatSheSaw() {
    try (TestLink here = new TestLink(TestRedis.shared().url());
        TestLink elsewhere = new TestLink(TestRedis.shared().url())) {
      RelayLimits limits = TestLimits.with(Map.of());
      CompletableFuture<Versioned<Circle>> herFriends = new CompletableFuture<>();
      Roster roster = new Roster();
      PresenceNews north =
          new PresenceNews(
              here.link(), new Friends(herFriends), roster, limits, InstantSource.system());
      PresenceNews south =
          new PresenceNews(
              elsewhere.link(), new Friends(), new Roster(), limits, InstantSource.system());
      Listener his = new Listener(bob);
      south.show(his);
      String online = "presence:{" + bob + "}:on";
      await().until(() -> elsewhere.commands().zcard(online) == 1);

      Listener hers = new Listener(alice);
      roster.join(hers);
      north.show(hers);
      await().until(() -> herFriends.getNumberOfDependents() > 0);
      long looks = looks(elsewhere);
      CountDownLatch release = new CountDownLatch(1);
      thenHoldAnswers(here, bob, () -> herFriends.complete(circleOf(bob)), release);
      await().until(() -> looks(elsewhere) > looks);
      south.left(his);
      await().until(() -> elsewhere.commands().zcard(online) == 0);
      north.heard(new Sighting(bob, false, 1).toBytes());
      assertThat(hers.heard).extracting(Presence::getOnline).containsExactly(false);
      release.countDown();

      await().until(() -> hers.lookedAround);
      assertThat(hers.heard).extracting(Presence::getOnline).containsExactly(false);
    }
  }

  @Test
  void afterItNewsIsToldAsItComes() {
    try (TestLink link = new TestLink(TestRedis.shared().url())) {
      Roster roster = new Roster();
      PresenceNews news =
          new PresenceNews(
              link.link(),
              new Friends(),
              roster,
              TestLimits.with(Map.of()),
              InstantSource.system());
      Listener his = new Listener(bob);
      news.show(his);
      await().until(() -> link.commands().zcard("presence:{" + bob + "}:on") == 1);
      Listener hers = new Listener(alice);
      roster.join(hers);
      news.show(hers);
      await().until(() -> hers.lookedAround);

      news.heard(new Sighting(bob, false, 1).toBytes());
      news.heard(new Sighting(bob, true, 0).toBytes());

      assertThat(hers.heard).extracting(Presence::getOnline).containsExactly(true, false, true);
    }
  }

  /**
   * Runs a task on the thread that hears Redis' answers about somebody, which then hears nothing
   * until released: Redis does what the task asked for, and nobody knows.
   */
  private static void thenHoldAnswers(
      TestLink link, UUID about, Runnable task, CountDownLatch release) {
    RedisBatch batch = link.link().batch();
    var _ =
        batch
            .get(Bytes.of("nothing:{" + about + "}"))
            .thenRun(() -> {
              task.run();
              try {
                assertThat(release.await(10, TimeUnit.SECONDS)).isTrue();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    batch.send();
  }

  /** How often anybody looked, as Redis counts it. */
  private static long looks(TestLink link) {
    return link.commands()
        .info("commandstats")
        .lines()
        .filter(line -> line.startsWith("cmdstat_zcount:calls="))
        .mapToLong(line -> Long.parseLong(line.replaceAll("^[^=]*=(\\d+),.*", "$1")))
        .sum();
  }

  private static Versioned<Circle> circleOf(UUID friend) {
    return new Versioned<>(1, new Circle(Set.of(friend)), true);
  }

  /** Alice and Bob are friends. */
  private final class Friends implements Directory {

    private final CompletableFuture<Versioned<Circle>> ofAlice;

    Friends() {
      this(CompletableFuture.completedFuture(circleOf(bob)));
    }

    Friends(CompletableFuture<Versioned<Circle>> ofAlice) {
      this.ofAlice = ofAlice;
    }

    @Override
    public CompletionStage<Versioned<Circle>> circle(UUID account, Freshness freshness) {
      return account.equals(alice) ? ofAlice : CompletableFuture.completedStage(circleOf(alice));
    }

    @Override
    public CompletionStage<Versioned<Room>> room(UUID room, Freshness freshness) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Versioned<DeviceList>> devices(UUID account, Freshness freshness) {
      throw new UnsupportedOperationException();
    }
  }

  /** A device that writes down what it hears. */
  private static final class Listener implements ConnectedDevice {

    private final DeviceAddress address;
    private final List<Presence> heard = new CopyOnWriteArrayList<>();
    private volatile boolean lookedAround;

    Listener(UUID account) {
      address = new DeviceAddress(account, UUID.randomUUID());
    }

    @Override
    public DeviceAddress address() {
      return address;
    }

    @Override
    public UUID loginSession() {
      return address.device();
    }

    @Override
    public String holder() {
      return "node/" + address.device();
    }

    @Override
    public void tell(ServerFrame frame) {
      heard.add(frame.getPresence());
    }

    @Override
    public void inOrder(Runnable task) {
      task.run();
      lookedAround = true;
    }

    @Override
    public void arrived(Mail mail, MailId previous) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void wake() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void doubt() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void end(Goodbye.Code code, String detail) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void retire(Duration atMost) {
      throw new UnsupportedOperationException();
    }
  }
}
