package chat.tacet.relay.presence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.tacet.kit.redis.RedisAddress;
import chat.tacet.kit.testing.TestCluster;
import chat.tacet.relay.TestLimits;
import chat.tacet.relay.redis.Bytes;
import chat.tacet.relay.redis.TestLink;
import chat.tacet.relay.roster.Roster;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Scripts of whatever server tell the news to those who listen at any other. */
class PresenceOnClusterTest {

  private static final int PEOPLE = 12;

  @Test
  void whoComesAndIsSweptAwayIsHeardOfAtEveryServer() {
    String url = TestCluster.shared().url();
    List<RedisURI> servers = RedisAddress.parse(url).uris();
    var limits = TestLimits.with(Map.of("presence.sweep-batch", "5"));
    InstantSource later = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(61));
    RedisClusterClient ears = RedisClusterClient.create(servers);
    try (TestLink link = new TestLink(url)) {
      List<UUID> people = Stream.generate(UUID::randomUUID).limit(PEOPLE).toList();
      Map<UUID, List<Boolean>> told = new ConcurrentHashMap<>();
      people.forEach(person -> told.put(person, new CopyOnWriteArrayList<>()));
      var listening = ears.connectPubSub(ByteArrayCodec.INSTANCE);
      listening.addListener(
          new RedisPubSubAdapter<byte[], byte[]>() {
            @Override
            public void message(byte[] channel, byte[] message) {
              Sighting.parse(message)
                  .ifPresent(news ->
                      told.getOrDefault(news.account(), new CopyOnWriteArrayList<>())
                          .add(news.online()));
            }
          });
      listening.sync().subscribe(Bytes.of(PresenceNews.CHANNEL));
      var known = new TwoFriends(people.get(0), people.get(1));
      people.forEach(person -> known.knows(person, people.get(0)));
      var dying =
          new PresenceNews(link.link(), known, new Roster(), limits, InstantSource.system());
      var living = new PresenceNews(link.link(), known, new Roster(), limits, later);

      people.forEach(person -> dying.show(new Listener(person)));
      await().untilAsserted(() -> assertThat(told.values()).allMatch(List.of(true)::equals));
      living.sweep().block();

      await().untilAsserted(() -> assertThat(told.values()).allMatch(List.of(true, false)::equals));
      assertThat(link.commands().zcard("presence:leases")).isZero();
    } finally {
      ears.shutdown();
    }
  }
}
