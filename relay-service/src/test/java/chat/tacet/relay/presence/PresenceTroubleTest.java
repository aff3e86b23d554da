package chat.tacet.relay.presence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.tacet.contracts.relay.v1.Presence;
import chat.tacet.kit.testing.TestRedis;
import chat.tacet.relay.TestLimits;
import chat.tacet.relay.directory.Versioned;
import chat.tacet.relay.limits.RelayLimits;
import chat.tacet.relay.redis.TestLink;
import chat.tacet.relay.roster.Roster;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What does not work for some is no trouble for the others, and does not stay so. */
class PresenceTroubleTest {

  private static final String LEASES = "presence:leases";
  private static final int MANY = 450;

  private final UUID alice = UUID.randomUUID();
  private final UUID bob = UUID.randomUUID();
  private final TwoFriends known = new TwoFriends(alice, bob);
  private volatile Instant now = Instant.now();
  private final InstantSource clock = () -> now;
  private final RelayLimits limits =
      TestLimits.with(Map.of("presence.sweep-batch", "2", "presence.lease", "60s"));
  private final TestLink link = new TestLink(TestRedis.shared().url());
  private final Roster roster = new Roster();
  private final PresenceNews news = new PresenceNews(link.link(), known, roster, limits, clock);

  @AfterEach
  void close() {
    link.commands().del(LEASES);
    link.close();
  }

  @Test
  void whoHasMoreFriendsThanFitIntoASocketAtOnceIsToldOfAll() {
    Set<UUID> friends = manyAreOnline();
    Listener hers = new Listener(alice);
    hers.takes = 200;
    roster.join(hers);

    news.show(hers);

    await().untilAsserted(() -> assertThat(toldOf(hers)).isEqualTo(friends));
  }

  @Test
  void whoTakesLittleAtOnceIsToldOfTheRestNextTimeAndOfNobodyTwice() {
    Set<UUID> friends = manyAreOnline();
    Listener hers = new Listener(alice);
    hers.takes = 60;
    roster.join(hers);
    news.show(hers);

    await()
        .pollInterval(Duration.ofMillis(100))
        .untilAsserted(() -> {
          news.renew(List.of(hers));
          assertThat(toldOf(hers)).isEqualTo(friends);
        });

    assertThat(hers.heard).hasSize(MANY);
  }

  @Test
  void whomNobodyKnowsAboutKeepsNoneOfTheOthersUnseen() {
    UUID broken = broken();
    known.knows(alice, Set.of(bob, broken));
    isOnline(bob);
    Listener hers = visible();
    assertThat(toldOf(hers)).containsExactly(bob);

    link.commands().del("presence:{" + broken + "}:on");
    isOnline(broken);
    news.renew(List.of(hers));

    await().untilAsserted(() -> assertThat(toldOf(hers)).containsOnly(bob, broken));
    assertThat(hers.heard).as("Bob's news is not told again").hasSize(2);
  }

  @Test
  void listsOfFriendsThatCannotBeHadMakeEverybodyLookAgainOnlyOnceInALease() {
    Listener hers = visible();
    nobodyKnowsHisFriends();
    looksWhenRenewed(hers);

    nobodyKnowsHisFriends();
    now = now.plusSeconds(15);
    looksNotWhenRenewed(hers);

    now = now.plusSeconds(45);
    looksWhenRenewed(hers);
    now = now.plusSeconds(60);
    looksNotWhenRenewed(hers);
  }

  @Test
  void friendsThatAreNotPublishedYetAreLookedForAgain() {
    isOnline(bob);
    known.waits(alice).complete(new Versioned<>(0, null, false));
    Listener hers = new Listener(alice);
    roster.join(hers);
    news.show(hers);

    known.knows(alice, bob);

    await()
        .untilAsserted(() -> {
          news.renew(List.of(hers));
          assertThat(toldOf(hers)).containsExactly(bob);
        });
  }

  @Test
  void newsOfSomebodyWhoseFriendsAreNotPublishedYetIsMissed() {
    Listener hers = visible();
    known.waits(bob).complete(new Versioned<>(0, null, false));

    news.heard(new Sighting(bob, true, 0).toBytes());

    looksWhenRenewed(hers);
  }

  @Test
  void leasesThatCannotBeEndedKeepNobodyBehindThemOnline() {
    Set<UUID> broken = Stream.generate(this::broken).limit(4).collect(Collectors.toSet());
    isOnline(bob);
    broken.forEach(account -> link.commands().zadd(LEASES, 1, account + " node/connection"));
    now = now.plusSeconds(61);

    news.sweep().block();

    assertThat(link.commands().exists("presence:{" + bob + "}:on")).isZero();
    assertThat(link.commands().zcard(LEASES)).as("to be found again").isEqualTo(broken.size());
    broken.forEach(account -> link.commands().del("presence:{" + account + "}:on"));
    news.sweep().block();
    assertThat(link.commands().zcard(LEASES)).isZero();
  }

  @Test
  void leasesOfOnePageWithOneThatCannotBeEndedAreStruck() {
    UUID broken = broken();
    isOnline(bob);
    link.commands().zadd(LEASES, 1, broken + " node/connection");
    now = now.plusSeconds(61);

    news.sweep().block();

    assertThat(link.commands().zrange(LEASES, 0, -1)).containsExactly(broken + " node/connection");
  }

  @Test
  void aDeviceThatCannotBeToldKeepsNobodyElseBack() {
    Listener hers = visible();
    Stream.generate(this::visible).limit(3).toList().forEach(other -> other.stopped = true);

    news.heard(new Sighting(bob, true, 0).toBytes());
    news.heard(new Sighting(bob, false, 1).toBytes());

    assertThat(hers.heard).extracting(Presence::getOnline).containsExactly(true, false);
  }

  private Set<UUID> manyAreOnline() {
    Set<UUID> friends = Stream.generate(UUID::randomUUID).limit(MANY).collect(Collectors.toSet());
    friends.forEach(this::isOnline);
    known.knows(alice, friends);
    return friends;
  }

  private void isOnline(UUID account) {
    known.knows(account, alice);
    news.show(new Listener(account));
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(2))
        .until(() -> link.commands().zcard("presence:{" + account + "}:on") == 1);
  }

  /** An account for which Redis fails. */
  private UUID broken() {
    UUID account = UUID.randomUUID();
    link.commands().set("presence:{" + account + "}:on", "no sorted set");
    return account;
  }

  private Listener visible() {
    Listener listener = new Listener(alice);
    roster.join(listener);
    news.show(listener);
    await().until(() -> listener.lookedAround);
    return listener;
  }

  private void nobodyKnowsHisFriends() {
    known.waits(bob).completeExceptionally(new IllegalStateException("Redis is away"));
    news.heard(new Sighting(bob, true, 0).toBytes());
  }

  private void looksWhenRenewed(Listener listener) {
    listener.lookedAround = false;
    news.renew(List.of(listener));
    await().until(() -> listener.lookedAround);
  }

  private void looksNotWhenRenewed(Listener listener) {
    listener.lookedAround = false;
    news.renew(List.of(listener));
    await()
        .pollDelay(Duration.ZERO)
        .during(Duration.ofMillis(300))
        .until(() -> !listener.lookedAround);
  }

  private static Set<UUID> toldOf(Listener listener) {
    return listener.heard.stream()
        .map(Presence::getAccountId)
        .map(id -> {
          var bytes = id.asReadOnlyByteBuffer();
          return new UUID(bytes.getLong(), bytes.getLong());
        })
        .collect(Collectors.toSet());
  }
}
