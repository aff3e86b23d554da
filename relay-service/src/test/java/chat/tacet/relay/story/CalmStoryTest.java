package chat.tacet.relay.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.tacet.contracts.relay.v1.ClientFrame;
import chat.tacet.contracts.relay.v1.PresenceSetting;
import chat.tacet.contracts.relay.v1.ServerFrame.FrameCase;
import chat.tacet.relay.redis.InstalledRedis;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Nobody says anything for a while. */
class CalmStoryTest {

  private static final int SOME_ROUNDS = 5;

  @Test
  void leasesAreKeptAndEmptyMailboxesNotRead() {
    try (InstalledRedis redis = InstalledRedis.forgetful();
        Town town = new Town(redis.url())) {
      RelayNode relay =
          town.relay(
              Map.of(
                  "tacet.relay.limits.connection.tick", "60ms",
                  "tacet.relay.limits.connection.reread", "100ms",
                  "tacet.relay.limits.connection.lease", "2s",
                  "tacet.relay.limits.presence.lease", "2s"));
      Friends friends = town.aliceAndBob();
      Socket his = friends.his(relay);
      his.drained();
      his.send(
          ClientFrame.newBuilder()
              .setPresenceSetting(PresenceSetting.newBuilder().setVisible(true)));
      String at = "mb:{" + friends.bob().device().id() + "}:at";
      await().until(() -> town.redis().exists(at) == 1 && onlineUntil(town) > 0);
      long reads = calls(town, "xrange");
      assertThat(reads).isPositive();
      double online = onlineUntil(town);

      for (int i = 0; i < SOME_ROUNDS; i++) {
        double before = onlineUntil(town);
        await().until(() -> onlineUntil(town) > before && town.redis().pttl(at) > 1_900);
      }

      assertThat(calls(town, "xrange")).isEqualTo(reads);
      assertThat(onlineUntil(town)).isGreaterThan(online);
      his.silentAbout(FrameCase.GOODBYE);
    }
  }

  private static double onlineUntil(Town town) {
    return town.redis().zrangeWithScores("presence:leases", 0, 0).stream()
        .findFirst()
        .map(lease -> lease.getScore())
        .orElse(0.0);
  }

  private static long calls(Town town, String command) {
    Matcher calls =
        Pattern.compile("cmdstat_" + command + ":calls=(\\d+)")
            .matcher(town.redis().info("commandstats"));
    return calls.find() ? Long.parseLong(calls.group(1)) : 0;
  }
}
