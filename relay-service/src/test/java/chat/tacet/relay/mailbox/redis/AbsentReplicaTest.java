package chat.tacet.relay.mailbox.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.tacet.kit.testing.TestRedis;
import chat.tacet.relay.frame.DeviceAddress;
import chat.tacet.relay.redis.TestLink;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A relay that waits for a replica which is away. */
class AbsentReplicaTest {

  @Test
  void whatAliceSendsAgainAndAgainCountsForHerOnce() {
    var waits = Map.of("store.replicas", "1", "store.copied-within", "20ms");
    try (var server = TestRedis.start();
        var patient = new TestLink(server.url());
        var redis = new TestLink(server.url(), waits)) {
      DeviceAddress alice = Post.someone();
      DeviceAddress bob = Post.someone();
      UUID envelope = UUID.randomUUID();
      var before = new Post(patient, Map.of(), alice);
      before.postOne(UUID.randomUUID(), "x".repeat(1000), bob);
      long one = before.uncollected();

      var post = new Post(redis, Map.of(), alice);
      for (int attempt = 0; attempt < 4; attempt++) {
        assertThatThrownBy(() -> post.postOne(envelope, "x".repeat(1000), bob))
            .isInstanceOf(CompletionException.class);
      }

      Awaitility.await().untilAsserted(() -> assertThat(post.uncollected()).isEqualTo(2 * one));
      assertThat(post.read(bob)).as("the letter before, and this one once").hasSize(2);
    }
  }
}
