package chat.tacet.relay.presence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.tacet.contracts.relay.v1.Presence;
import chat.tacet.kit.testing.TestRedis;
import chat.tacet.relay.TestLimits;
import chat.tacet.relay.directory.Circle;
import chat.tacet.relay.directory.Versioned;
import chat.tacet.relay.limits.RelayLimits;
import chat.tacet.relay.redis.Bytes;
import chat.tacet.relay.redis.TestLink;
import chat.tacet.relay.roster.Roster;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Bob's two nodes, whose steps fall between each other's. What his friends hear last is what the
 * board says.
 */
class PresenceOrderTest {

  private static final byte[] LEASES = Bytes.of("presence:leases");

  private final UUID alice = UUID.randomUUID();
  private final UUID bob = UUID.randomUUID();
  private final TwoFriends known = new TwoFriends(alice, bob);
  private final Clock clock = new Clock();
  private final RelayLimits limits =
      TestLimits.with(Map.of("presence.sweep-batch", "2", "presence.lease", "60s"));

  private final TestLink northLink = new TestLink(TestRedis.shared().url());
  private final TestLink southLink = new TestLink(TestRedis.shared().url());
  private final Roster northRoster = new Roster();
  private final PresenceNews north =
      new PresenceNews(northLink.link(), known, northRoster, limits, clock);
  private final PresenceNews south =
      new PresenceNews(southLink.link(), known, new Roster(), limits, clock);
  private final Listener older = new Listener(bob);
  private final Listener newer = new Listener(bob);

  private final RedisClient ear = RedisClient.create(RedisURI.create(TestRedis.shared().url()));
  private final List<Sighting> told = new CopyOnWriteArrayList<>();

  private static final class Clock implements InstantSource {
    private volatile Instant now = Instant.now();

    @Override
    public Instant instant() {
      return now;
    }

    void passes(Duration time) {
      now = now.plus(time);
    }
  }

  @BeforeEach
  void listen() {
    var listening = ear.connectPubSub(ByteArrayCodec.INSTANCE);
    listening.addListener(
        new RedisPubSubAdapter<byte[], byte[]>() {
          @Override
          public void message(byte[] channel, byte[] message) {
            Sighting.parse(message)
                .filter(sighting -> sighting.account().equals(bob))
                .ifPresent(told::add);
          }
        });
    listening.sync().subscribe(Bytes.of(PresenceNews.CHANNEL));
  }

  @AfterEach
  void close() {
    northLink.commands().del(Bytes.text(LEASES));
    ear.shutdown();
    northLink.close();
    southLink.close();
  }

  @Test
  void whoWasSweptAwayAndIsThereAllTheSameIsToldToBeBack() {
    north.show(older);
    hears(true);
    clock.passes(Duration.ofSeconds(61));
    south.sweep().block();
    hears(true, false);

    north.renew(List.of(older));

    hears(true, false, true);
  }

  @Test
  void aLeaseThatIsRenewedWhileItIsSweptStaysOnTheListOfLeases() {
    north.show(older);
    hears(true);
    clock.passes(Duration.ofSeconds(61));
    CountDownLatch release = new CountDownLatch(1);
    CompletableFuture<Void> swept = new CompletableFuture<>();
    HeldAnswers.thenHold(
        southLink,
        firstWire(),
        () ->
            south
                .sweep()
                .subscribe(done -> {}, swept::completeExceptionally, () -> swept.complete(null)),
        release);
    await().until(() -> calls("zrangebyscore") > 0);

    north.renew(List.of(older));
    await().until(() -> score() > clock.millis());
    release.countDown();
    swept.join();

    assertThat(score())
        .as("when it would be noticed that its node died")
        .isGreaterThan(clock.millis());
  }

  @Test
  void oneSweepEndsAllLeasesOfADeadNode() {
    List<Listener> many = Stream.generate(() -> new Listener(bob)).limit(5).toList();
    many.forEach(north::show);
    await().until(() -> online() == 5);
    clock.passes(Duration.ofSeconds(61));

    south.sweep().block();

    assertThat(online()).isZero();
    hears(true, false);
  }

  @Test
  void whoMovesToAnotherNodeIsOnlineHoweverLateTheOldOneLearnsThatTheyLeft() {
    north.show(older);
    hears(true);
    CountDownLatch release = new CountDownLatch(1);
    HeldAnswers.thenHold(northLink, "presence:{" + bob + "}:on", () -> north.left(older), release);
    await().until(() -> online() == 0);

    south.show(newer);
    await().until(() -> told.getLast().online() && online() == 1);
    release.countDown();

    await().during(Duration.ofMillis(300)).until(() -> told.getLast().online());
    hears(true, false, true);
  }

  @Test
  void newsThatWaitedForTheListOfFriendsIsToldInItsOrder() {
    Listener hers = visible(alice);
    CompletableFuture<Versioned<Circle>> hisFriends = known.waits(bob);

    north.heard(new Sighting(bob, false, 1).toBytes());
    north.heard(new Sighting(bob, true, 0).toBytes());
    hisFriends.complete(TwoFriends.circleOf(alice));

    assertThat(hers.heard.getLast().getOnline()).isTrue();
  }

  @Test
  void aLookThatFailedIsMadeUpForWhenTheLeaseIsRenewed() {
    south.show(newer);
    hears(true);
    CompletableFuture<Versioned<Circle>> herFriends = known.waits(alice);
    Listener hers = new Listener(alice);
    northRoster.join(hers);
    north.show(hers);
    await().until(() -> herFriends.getNumberOfDependents() > 0);
    herFriends.completeExceptionally(new IllegalStateException("Redis is away"));
    known.knows(alice, bob);

    north.renew(List.of(hers));

    await().until(() -> hers.heard.stream().anyMatch(Presence::getOnline));
  }

  @Test
  void newsThatCouldNotBeToldIsMadeUpForWhenLeasesAreRenewed() {
    south.show(newer);
    hears(true);
    Listener hers = visible(alice);
    assertThat(hers.heard).extracting(Presence::getOnline).containsExactly(true);

    south.hide(newer);
    hears(true, false);
    known.waits(bob).completeExceptionally(new IllegalStateException("Redis is away"));
    north.heard(told.getLast().toBytes());
    known.knows(bob, alice);
    north.renew(List.of(hers));

    await().until(() -> !hers.heard.getLast().getOnline());
  }

  @Test
  void newsForWhichADeviceIsTooSlowIsMadeUpForWhenLeasesAreRenewed() {
    south.show(newer);
    hears(true);
    Listener hers = visible(alice);
    hers.tooSlow = true;
    south.left(newer);
    hears(true, false);
    north.heard(told.getLast().toBytes());
    hers.tooSlow = false;

    north.renew(List.of(hers));

    await().until(() -> !hers.heard.getLast().getOnline());
  }

  private Listener visible(UUID account) {
    Listener listener = new Listener(account);
    northRoster.join(listener);
    north.show(listener);
    await().until(() -> listener.lookedAround);
    return listener;
  }

  private void hears(Boolean... online) {
    await()
        .untilAsserted(() -> assertThat(told).extracting(Sighting::online).containsExactly(online));
  }

  private long online() {
    return southLink.commands().zcard("presence:{" + bob + "}:on");
  }

  private long score() {
    return northLink.commands().zscore(Bytes.text(LEASES), bob + " " + older.holder()).longValue();
  }

  private long calls(String command) {
    return northLink
        .commands()
        .info("commandstats")
        .lines()
        .filter(line -> line.startsWith("cmdstat_" + command + ":calls="))
        .mapToLong(line -> Long.parseLong(line.replaceAll("^[^=]*=(\\d+),.*", "$1")))
        .sum();
  }

  /** A key that leads to the connection for single commands. */
  private static String firstWire() {
    return Stream.iterate(0, n -> n + 1)
        .map(n -> "nothing:{" + n + "}")
        .filter(key -> SlotHash.getSlot(key) % 4 == 0)
        .findFirst()
        .orElseThrow();
  }
}
