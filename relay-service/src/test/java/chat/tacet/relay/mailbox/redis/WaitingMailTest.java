package chat.tacet.relay.mailbox.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.tacet.kit.metrics.Meters;
import chat.tacet.kit.testing.TestRedis;
import chat.tacet.relay.redis.TestLink;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Counting what waits, beside everything else that lies in Redis. */
class WaitingMailTest {

  @Test
  void aRoundFindsAllThatWaitsAndTheOldestOfIt() throws Exception {
    try (var server = TestRedis.start();
        var redis = new TestLink(server.url())) {
      var post = new Post(redis, Map.of());
      var registry = new SimpleMeterRegistry();
      var survey = new MailboxSurvey(redis.link());
      var waiting =
          new WaitingMail(redis.link(), survey, post.clock, new Meters(registry, "relay"));
      IntStream.range(0, 2_000).forEach(i -> redis.commands().set("dir:room:" + i, "x"));
      var bob = Post.someone();
      var carol = Post.someone();
      long oldest = post.clock.millis();
      post.postOne(UUID.randomUUID(), "first", bob);
      post.clock.pass(Duration.ofHours(1));
      post.postOne(UUID.randomUUID(), "second", bob);
      post.postOne(UUID.randomUUID(), "third", carol);

      int steps = round(waiting, registry, 3);

      assertThat(steps).as("a few keys at a time").isGreaterThan(1);
      assertThat(value(registry, "tacet.mail.mailboxes")).isEqualTo(2);
      assertThat(value(registry, "tacet.mail.oldest.age.seconds"))
          .isEqualTo((post.clock.millis() - oldest) / 1000.0);
      assertThat(Post.get(survey.waiting(bob.device()))).isEqualTo(2);

      post.read(bob).forEach(mail -> post.ack(bob, mail));
      post.read(carol).forEach(mail -> post.ack(carol, mail));
      round(waiting, registry, 0);
      assertThat(value(registry, "tacet.mail.oldest.age.seconds")).isZero();
    }
  }

  @Test
  void aPageThatCouldNotBeReadIsReadAgain() throws Exception {
    try (var server = TestRedis.start();
        var redis = new TestLink(server.url())) {
      var post = new Post(redis, Map.of());
      var registry = new SimpleMeterRegistry();
      var waiting =
          new WaitingMail(
              redis.link(), new MailboxSurvey(redis.link()), post.clock, new Meters(registry, "x"));
      IntStream.range(0, 20).forEach(i -> post.postOne(UUID.randomUUID(), "hi", Post.someone()));
      String broken = Post.stream(Post.someone());
      redis.commands().set(broken, "no stream");

      assertThatThrownBy(() -> waiting.step().block(Duration.ofSeconds(10)))
          .as("whoever runs it says so in the log")
          .hasMessageContaining("WRONGTYPE");
      redis.commands().del(broken);

      round(waiting, registry, 20);
      assertThat(value(registry, "tacet.mail.mailboxes")).isEqualTo(20);
    }
  }

  private static int round(WaitingMail waiting, SimpleMeterRegistry registry, double expected) {
    int steps = 0;
    while (value(registry, "tacet.mail.waiting") != expected) {
      waiting.step().block(Duration.ofSeconds(10));
      assertThat(++steps).as("steps of a round").isLessThan(100);
    }
    return steps;
  }

  private static double value(SimpleMeterRegistry registry, String name) {
    return registry.get(name).gauge().value();
  }
}
