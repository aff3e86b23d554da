package chat.tacet.standalone.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.kit.testing.TestCluster;
import chat.tacet.kit.testing.TestRedis;
import chat.tacet.standalone.redis.OwnRedis;
import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.protocol.CommandType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the doctor says of a Redis that the operator brought, and of Tacet's own. */
class RedisCheckTest {

  @Test
  void eachMasterOfAClusterIsLookedAt() {
    var findings = findings(TestCluster.shared().url());

    assertThat(findings)
        .extracting(Finding::text)
        .anyMatch(text -> text.contains("a cluster of 3 masters"))
        .noneMatch(text -> text.contains("cannot be reached"));
    // Those of the tests keep nothing, which an operator has to be told: of each.
    assertThat(findings.stream().filter(Finding::isBroken).map(Finding::subject).distinct())
        .hasSize(3)
        .allMatch(subject -> subject.matches("Redis 127\\.0\\.0\\.1:\\d+"));
  }

  @Test
  void oneThatIsNotThereCannotBeReached() {
    for (var url : List.of("redis://127.0.0.1:1", "redis-cluster://127.0.0.1:1")) {
      assertThat(findings(url)).singleElement().matches(Finding::isBroken);
      assertThat(findings(url).getFirst().says()).contains("cannot be reached");
    }
  }

  @Test
  void oneThatDoesNotSayHowItIsWasReached() {
    try (var server = TestRedis.start();
        var client = RedisClient.create(server.url());
        var connection = client.connect()) {
      connection
          .sync()
          .aclSetuser(
              "tacet",
              AclSetuserArgs.Builder.on()
                  .addPassword("geheim")
                  .allKeys()
                  .allCommands()
                  .removeCommand(CommandType.INFO));

      var finding = findings("redis://tacet:geheim@127.0.0.1:" + server.port()).getFirst();

      assertThat(finding.text())
          .contains("BROKEN", "does not say how it is", "INFO")
          .doesNotContain("cannot be reached", "geheim");
    }
  }

  @Test
  void whatAPowerCutWouldTakeAndWhatMemoryWouldHoldIsAdvice() {
    try (var server = TestRedis.start();
        var client = RedisClient.create(server.url());
        var connection = client.connect()) {
      connection.sync().configSet("appendonly", "yes");
      connection.sync().configSet("appendfsync", "everysec");

      assertThat(findings(server.url()))
          .noneMatch(Finding::isBroken)
          .extracting(Finding::text)
          .anyMatch(text -> text.contains("appendfsync always"))
          .anyMatch(text -> text.contains("stream-node-max-bytes 1024"));

      connection.sync().configSet("appendfsync", "always");
      connection.sync().configSet("stream-node-max-bytes", "1024");
      assertThat(findings(server.url()))
          .extracting(Finding::text)
          .noneMatch(text -> text.contains("appendfsync") || text.contains("stream-node"));
    }
  }

  @Test
  void howFullIsFullIsAsTheRelayWasTold() {
    try (var server = TestRedis.start();
        var client = RedisClient.create(server.url());
        var connection = client.connect()) {
      connection.sync().configSet("maxmemory", "1gb");
      connection.sync().configSet("maxmemory-policy", "noeviction");

      assertThat(room(server.url(), "0.75").isBroken()).isFalse();
      assertThat(room(server.url(), "0.000001").text()).contains("BROKEN", "no mail is taken");
    }
  }

  private static Finding room(String url, String fullAbove) {
    var variables = Map.of("TACET_REDIS_URL", url, "TACET_RELAY_LIMITS_SPACE_FULLABOVE", fullAbove);
    return new RedisCheck(variables, true)
        .findings().stream()
            .filter(finding -> finding.says().contains("of its memory is used"))
            .findFirst()
            .orElseThrow();
  }

  @Test
  void whatIsNoAddressIsSaidAndNotRepeated() {
    assertThat(findings("sentinel://:secret@host").getFirst().text())
        .contains("BROKEN", "is not the address of a Redis", "redis-cluster://")
        .doesNotContain("secret@host");
  }

  @Test
  void itsOwnThatWasKilledWithTacetIsNotBroken(@TempDir Path data) throws Exception {
    var directory = Files.createDirectory(data.resolve("redis"));
    var variables = Map.of("TACET_DATA", data.toString());
    try (var _ = OwnRedis.start(directory, 64)) {
      assertThat(new RedisCheck(variables, false).findings())
          .noneMatch(Finding::isBroken)
          .extracting(Finding::text)
          .anyMatch(text -> text.contains("what it accepts is in its log"));
      var id = Long.parseLong(Files.readString(directory.resolve("redis.pid")).strip());
      var process = ProcessHandle.of(id).orElseThrow();
      process.destroyForcibly();
      process.onExit().get(10, TimeUnit.SECONDS);
    }

    assertThat(directory.resolve("redis.pid")).exists();
    assertThat(new RedisCheck(variables, false).findings())
        .containsExactly(Finding.good("Redis", "its own, not running now"));
    assertThat(new RedisCheck(variables, true).findings())
        .singleElement()
        .extracting(Finding::text)
        .asString()
        .contains("advice", "not named here", "set TACET_REDIS_URL");
  }

  private static List<Finding> findings(String url) {
    return new RedisCheck(Map.of("TACET_REDIS_URL", url), true).findings();
  }
}
