package chat.tacet.auth.story;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.kit.testing.TestRedis;
import io.lettuce.core.RedisClient;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What one process ends, every other refuses. */
@ParameterizedClass
@EnumSource(Database.class)
class RevocationStoryTest {

  @Parameter Database database = Database.SQLITE;

  @Test
  void anotherProcessRefusesTheToken() {
    String url = database.newUrl();
    try (var one = RunningAuth.start(url, Map.of());
        var two = RunningAuth.start(url, Map.of())) {
      Person alice = Person.called("alice");
      var laptop = new Device(one, alice).signedIn();
      var sameLogin = new Device(two, alice);
      sameLogin.accessToken = laptop.accessToken;
      Eventually.holds(
          () -> assertThat(sameLogin.post("/api/v1/auth/tickets", null).status()).isEqualTo(200));

      laptop.post("/api/v1/auth/logout", null);

      Eventually.holds(() ->
          assertThat(sameLogin.post("/api/v1/auth/tickets", null).problem())
              .isEqualTo("login-ended"));
    }
  }

  @Test
  void aRedisThatLostEverythingLearnsAgain() {
    try (var redis = TestRedis.start();
        var auth = RunningAuth.on(database, Map.of("tacet.redis-url", redis.url()));
        var client = RedisClient.create(redis.url());
        var connection = client.connect()) {
      var laptop = new Device(auth, Person.called("alice")).signedIn();
      String member = "sid:" + laptop.loginSessionId;
      laptop.post("/api/v1/auth/logout", null);
      Eventually.holds(
          () -> assertThat(connection.sync().zscore("auth:revoked", member)).isNotNull());

      connection.sync().flushall();
      auth.publishRevocationsAgain();

      assertThat(connection.sync().zscore("auth:revoked", member)).isNotNull();
      long until = connection.sync().zscore("auth:revoked", member).longValue();
      assertThat(until - RunningAuth.CLOCK.millis())
          .as("kept for longer than a token lives")
          .isGreaterThan(Duration.ofMinutes(10).toMillis());
    }
  }
}
