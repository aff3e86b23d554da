package chat.tacet.relay.mailbox.redis;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.relay.redis.InstalledRedis;
import chat.tacet.relay.redis.TestLink;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoreSafetyTest {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  @Test
  void oneThatKeepsWhatItAcceptsIsGood() {
    try (var redis = InstalledRedis.durable();
        var link = new TestLink(redis.url())) {
      assertThat(faults(link)).isEmpty();
    }
  }

  @Test
  void oneThatWritesNoLogLosesMail() {
    try (var redis = InstalledRedis.forgetful();
        var link = new TestLink(redis.url())) {
      assertThat(faults(link)).singleElement().asString().contains("appendonly yes");
    }
  }

  @Test
  void oneThatMakesRoomByItselfLosesMail() {
    try (var redis = InstalledRedis.durable();
        var link = new TestLink(redis.url())) {
      link.commands().configSet("maxmemory-policy", "allkeys-lru");

      assertThat(faults(link)).singleElement().asString().contains("maxmemory-policy noeviction");
    }
  }

  @Test
  void oneThatSyncsNowAndThenLosesWhatWasSentLast() {
    try (var redis = InstalledRedis.durable();
        var link = new TestLink(redis.url())) {
      link.commands().configSet("appendfsync", "everysec");

      assertThat(faults(link)).singleElement().asString().contains("appendfsync always");
    }
  }

  private static List<String> faults(TestLink link) {
    return new StoreSafety(link.link(), PATIENCE).faults().toCompletableFuture().join();
  }
}
