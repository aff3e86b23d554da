package chat.tacet.relay.presence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.tacet.contracts.relay.v1.Presence;
import chat.tacet.kit.testing.TestRedis;
import chat.tacet.relay.TestLimits;
import chat.tacet.relay.directory.Circle;
import chat.tacet.relay.directory.Versioned;
import chat.tacet.relay.limits.RelayLimits;
import chat.tacet.relay.redis.TestLink;
import chat.tacet.relay.roster.Roster;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
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
      TwoFriends known = new TwoFriends(alice, bob);
      CompletableFuture<Versioned<Circle>> herFriends = known.waits(alice);
      Roster roster = new Roster();
      PresenceNews north =
          new PresenceNews(here.link(), known, roster, limits, InstantSource.system());
      PresenceNews south =
          new PresenceNews(
              elsewhere.link(),
              new TwoFriends(alice, bob),
              new Roster(),
              limits,
              InstantSource.system());
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
      HeldAnswers.thenHold(
          here, online, () -> herFriends.complete(TwoFriends.circleOf(bob)), release);
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
              new TwoFriends(alice, bob),
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

  /** How often anybody looked, as Redis counts it. */
  private static long looks(TestLink link) {
    return link.commands()
        .info("commandstats")
        .lines()
        .filter(line -> line.startsWith("cmdstat_zcount:calls="))
        .mapToLong(line -> Long.parseLong(line.replaceAll("^[^=]*=(\\d+),.*", "$1")))
        .sum();
  }
}
