package chat.tacet.auth.story;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.kit.testing.FreePort;
import chat.tacet.kit.testing.TestRedis;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What operators and integrators see. */
@ParameterizedClass
@EnumSource(Database.class)
class OperationStoryTest {

  @Parameter Database database = Database.SQLITE;

  @Test
  void itIsReadyOnlyWithRedisAndAliveWithout() {
    int port = FreePort.find();
    var redis = TestRedis.start(port);
    try (var auth = RunningAuth.on(database, Map.of("tacet.redis-url", redis.url()))) {
      var operator = new Device(auth, Person.called("operator"));
      assertThat(operator.get("/livez").status()).isEqualTo(200);
      assertThat(operator.get("/readyz").body()).isEqualTo("{\"status\":\"UP\"}");

      redis.close();
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(operator.get("/readyz").status()).isEqualTo(503));
      assertThat(operator.get("/livez").status()).isEqualTo(200);

      try (var back = TestRedis.start(port)) {
        assertThat(back.port()).isEqualTo(port);
        Awaitility.await()
            .atMost(Duration.ofSeconds(30))
            .untilAsserted(() -> assertThat(operator.get("/readyz").status()).isEqualTo(200));
      }
    }
  }

  @Test
  void aFloodOfLoginsIsShedAndNotQueuedForEver() throws Exception {
    var tight =
        Map.<String, Object>of(
            "tacet.auth.password.max-hashes", 1, "tacet.auth.password.max-waiting", 1);
    try (var auth = RunningAuth.atFullCost(database, tight);
        var people = Executors.newFixedThreadPool(24)) {
      List<Callable<Device.Answer>> logins =
          IntStream.range(0, 24)
              .<Callable<Device.Answer>>mapToObj(
                  i -> new Device(auth, Person.called("nobody"))::login)
              .toList();
      var answers = people.invokeAll(logins);
      int shed = 0;
      for (var answer : answers) {
        assertThat(answer.get().status()).isIn(401, 429);
        shed += answer.get().status() == 429 ? 1 : 0;
      }
      assertThat(shed).isPositive();
    }
  }
}
