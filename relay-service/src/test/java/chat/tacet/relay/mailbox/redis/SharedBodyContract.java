package chat.tacet.relay.mailbox.redis;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.relay.frame.DeviceAddress;
import chat.tacet.relay.mailbox.Stored;
import chat.tacet.relay.redis.TestLink;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A body for many is stored once: until when, and for whom. */
interface SharedBodyContract {

  /** The Redis under test. */
  TestLink redis();

  @Test
  default void aConflictOfASharedBodyStoresNothing() {
    Post post = new Post(redis());
    DeviceAddress[] three = {Post.someone(), Post.someone(), Post.someone()};
    UUID envelope = UUID.randomUUID();
    post.post(envelope, "this", three);

    assertThat(post.post(envelope, "that", three)).allMatch(Stored.Conflict.class::isInstance);
    assertThat(post.contents(three[0])).containsExactly("this");
  }

  @Test
  default void aBodyForManyIsStoredOnceAndGoesWithTheLastAcknowledgement() {
    Post post = new Post(redis());
    DeviceAddress[] three = {Post.someone(), Post.someone(), Post.someone()};
    UUID envelope = UUID.randomUUID();
    post.post(envelope, "for all of you", three);

    assertThat(redis().commands().get(Post.body(envelope))).isEqualTo("for all of you");
    for (DeviceAddress one : three) {
      assertThat(redis().commands().exists(Post.body(envelope))).isOne();
      assertThat(post.contents(one)).containsExactly("for all of you");
      post.ack(one, post.read(one).getFirst());
    }
    assertThat(redis().commands().exists(Post.body(envelope))).isZero();
    assertThat(redis().commands().keys("body:*" + envelope + "*")).isEmpty();
  }

  @Test
  default void aBodyDoesNotWaitForAFullMailboxAndIsThereWhenItTakesTheLetterLater() {
    Post post = new Post(redis(), Map.of("mailbox.max-entries", "1"));
    DeviceAddress bob = Post.someone();
    DeviceAddress carol = Post.someone();
    DeviceAddress dave = Post.someone();
    post.postOne(UUID.randomUUID(), "in the way", dave);
    UUID envelope = UUID.randomUUID();

    List<Stored> outcome = post.post(envelope, "news", bob, carol, dave);
    assertThat(outcome.get(2)).isInstanceOf(Stored.Full.class);
    post.ack(bob, post.read(bob).getFirst());
    post.ack(dave, post.read(dave).getFirst());
    post.post(envelope, "news", bob, carol, dave);
    post.ack(carol, post.read(carol).getFirst());

    assertThat(post.contents(dave)).containsExactly("news");
    post.ack(dave, post.read(dave).getFirst());
    assertThat(redis().commands().exists(Post.body(envelope))).isZero();
  }

  @Test
  default void anEntryWhoseBodyIsGoneIsDropped() {
    Post post = new Post(redis());
    DeviceAddress[] three = {Post.someone(), Post.someone(), Post.someone()};
    UUID envelope = UUID.randomUUID();
    post.post(envelope, "lost", three);
    redis().commands().del(Post.body(envelope));
    post.postOne(UUID.randomUUID(), "kept", three[0]);

    assertThat(post.contents(three[0])).containsExactly("kept");
  }
}
