package chat.tacet.relay.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Whose write it goes by when several wait for the replicas of one server. */
class CopyWatchTest {

  private static final byte[] MOVED = Bytes.of("{alice}");
  private static final byte[] HERE = Bytes.of("{bob}");

  @Test
  void aKeyThatIsNoLongerThereFailsOnlyWhoWroteIt() {
    try (var redis = InstalledRedis.forgetful();
        var client = RedisClient.create(RedisURI.create(redis.url()))) {
      RedisCommands<String, String> commands = client.connect().sync();
      // A server that must not write a key says no, as one that gave its slot away does.
      var _ =
          commands.aclSetuser(
              "default", AclSetuserArgs.Builder.resetKeys().keyPattern("copied:{bob}"));
      var wanted = new CopyWatch.Wanted(0, Duration.ofSeconds(1));
      CopyWatch watch = new CopyWatch(client, RedisURI.create(redis.url()), wanted);
      CopyWatch.Session session = Awaitility.await().until(watch::current, now -> now != null);
      var _ = commands.clientPause(200);

      CompletableFuture<Void> moved = session.copied(MOVED).toCompletableFuture();
      CompletableFuture<Void> here = session.copied(HERE).toCompletableFuture();

      assertThat(moved).failsWithin(10, TimeUnit.SECONDS);
      assertThat(here).succeedsWithin(10, TimeUnit.SECONDS);
    }
  }
}
