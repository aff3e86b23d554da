package chat.tacet.auth.story;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.kit.testing.TestRedis;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What Redis loses of the accounts that ended is told again. */
@ParameterizedClass
@EnumSource(Database.class)
class ForgottenDeletionStoryTest {

  private static final String STREAM = "auth:accounts";

  private final TestRedis server = TestRedis.start();
  private final RedisClient client = RedisClient.create(server.url());
  private final StatefulRedisConnection<String, String> redis = client.connect();
  private final RunningAuth auth;

  private String alice = "";
  private String bob = "";

  ForgottenDeletionStoryTest(Database database) {
    auth = RunningAuth.on(database, Map.of("tacet.redis-url", server.url()));
  }

  @BeforeEach
  void aliceAndThenBobLeave() {
    alice = leaves("alice");
    bob = leaves("bob");
    RunningAuth.CLOCK.advance(Duration.ofMinutes(2));
  }

  @AfterEach
  void stop() {
    auth.close();
    redis.close();
    client.close();
    server.close();
  }

  @Test
  void allOfItAfterRedisLostEverything() {
    redis.sync().flushall();
    auth.restoreDeletions();
    assertThat(told()).containsExactlyInAnyOrder(alice, bob);
  }

  /** A failover loses the newest; that there are as many entries as deletions hides it. */
  @Test
  void theNewestAlsoWhereOthersAreThereTwice() {
    redis.sync().xadd(STREAM, "event", "deleted", "accountId", alice);
    redis.sync().xdel(STREAM, entries().get(1).getId());
    assertThat(told()).containsExactly(alice, alice);

    auth.restoreDeletions();
    assertThat(told()).containsExactly(alice, alice, bob);
  }

  @Test
  void nothingThatIsThereOrOnItsWay() {
    auth.restoreDeletions();
    assertThat(told()).containsExactly(alice, bob);

    String carol = leaves("carol");
    redis.sync().xdel(STREAM, entries().get(2).getId());
    auth.restoreDeletions();
    assertThat(told()).as("carol left a moment ago").containsExactly(alice, bob);
    RunningAuth.CLOCK.advance(Duration.ofMinutes(2));
    auth.restoreDeletions();
    assertThat(told()).contains(alice, bob, carol);
  }

  private String leaves(String name) {
    Person person = Person.called(name);
    var device = new Device(auth, person).signedIn();
    var key = Map.<String, Object>of("authenticationKey", person.authenticationKey);
    assertThat(device.post("/api/v1/auth/account/delete", key).status()).isEqualTo(204);
    String id = person.accountId.toString();
    Eventually.holds(() -> assertThat(told()).contains(id));
    return id;
  }

  private List<String> told() {
    return entries().stream().map(entry -> entry.getBody().getOrDefault("accountId", "")).toList();
  }

  private List<StreamMessage<String, String>> entries() {
    return redis.sync().xrange(STREAM, Range.unbounded());
  }
}
