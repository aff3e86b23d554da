package chat.tacet.relay.mailbox.redis;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.relay.TestLimits;
import chat.tacet.relay.frame.DeviceAddress;
import chat.tacet.relay.mailbox.BodyKey;
import chat.tacet.relay.mailbox.Letter;
import chat.tacet.relay.mailbox.Stored;
import chat.tacet.relay.mailbox.redis.SharedBodies.Mark;
import chat.tacet.relay.redis.RedisBatch;
import chat.tacet.relay.redis.TestLink;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
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
  default void aConflictLeavesTheBodyToThoseWhoseEntriesWait() {
    Post post = new Post(redis());
    DeviceAddress bob = Post.someone();
    DeviceAddress carol = Post.someone();
    DeviceAddress dave = Post.someone();
    DeviceAddress erin = Post.someone();
    UUID envelope = UUID.randomUUID();
    post.post(envelope, "for all of you", bob, carol, dave);
    post.ack(dave, post.read(dave).getFirst());

    // The same content, but this time nobody is to be woken; and Erin has not seen the other one.
    Letter silent = silent(post.letter(envelope, "for all of you", bob, carol, dave, erin));
    assertThat(post.together(silent).getFirst())
        .filteredOn(Stored.Conflict.class::isInstance)
        .extracting(Stored::to)
        .contains(bob, carol, dave);

    post.ack(erin, post.read(erin).getFirst());
    assertThat(post.contents(bob)).containsExactly("for all of you");
    post.ack(bob, post.read(bob).getFirst());
    assertThat(post.contents(carol)).containsExactly("for all of you");
    post.ack(carol, post.read(carol).getFirst());
    assertThat(redis().commands().keys("body:*" + envelope + "*")).isEmpty();
  }

  @Test
  default void aConflictWithMailThatCarriesItsContentLeavesNoBody() {
    Post post = new Post(redis());
    DeviceAddress bob = Post.someone();
    DeviceAddress[] three = {bob, Post.someone(), Post.someone()};
    UUID envelope = UUID.randomUUID();
    post.postOne(envelope, "for you", bob);

    post.together(silent(post.letter(envelope, "for you", three)));

    for (DeviceAddress one : three) {
      assertThat(post.contents(one)).containsExactly("for you");
      post.ack(one, post.read(one).getFirst());
    }
    assertThat(redis().commands().keys("body:*" + envelope + "*")).isEmpty();
  }

  private static Letter silent(Letter loud) {
    return new Letter(
        loud.envelopeId(),
        loud.sender(),
        loud.room(),
        true,
        loud.counter(),
        loud.acceptedAt(),
        loud.content(),
        loud.keys());
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
  default void anAttemptThatEndsLateTakesNoBodyFromTheNextOne() {
    var bodies = new SharedBodies(TestLimits.with(Map.of()).mailbox());
    DeviceAddress bob = Post.someone();
    DeviceAddress carol = Post.someone();
    Letter letter = new Post(redis()).letter(UUID.randomUUID(), "news", bob, carol);
    var body = new BodyKey(letter.sender().device(), letter.envelopeId());
    var first = Mark.fresh();
    var second = Mark.fresh();
    RedisBatch batch = redis().link().batch();

    var _ = bodies.put(batch, body, first, letter);
    var _ = bodies.put(batch, body, second, letter);
    var _ = bodies.put(batch, body, second, letter);
    // The first found Carol's mailbox full, and comes to say so when the second had room there.
    var late = bodies.takeBack(batch, body, first, List.of(carol.device()));
    var again = bodies.takeBack(batch, body, first, List.of(carol.device()));
    var his = bodies.collected(batch, body, bob.device());
    var content = bodies.get(batch, body);
    var hers = bodies.collected(batch, body, carol.device());
    var nobody = bodies.collected(batch, body, carol.device());
    batch.send();

    assertThat(Post.get(content)).as("Carol's entry waits for it").isNotNull();
    List<CompletionStage<Long>> waiting = List.of(late, again, his, hers, nobody);
    assertThat(waiting.stream().map(Post::get)).containsExactly(2L, 2L, 1L, 0L, -1L);
  }

  @Test
  default void aRepeatBringsBackABodyThatWasLostWithItsServer() {
    Post post = new Post(redis());
    DeviceAddress[] three = {Post.someone(), Post.someone(), Post.someone()};
    UUID envelope = UUID.randomUUID();
    post.post(envelope, "for all of you", three);
    redis().commands().del(Post.body(envelope));
    redis().commands().del(Post.body(envelope).replace("}:c", "}:m"));

    post.post(envelope, "for all of you", three);

    for (DeviceAddress one : three) {
      assertThat(post.contents(one)).containsExactly("for all of you");
      post.ack(one, post.read(one).getFirst());
    }
    assertThat(redis().commands().keys("body:*" + envelope + "*")).isEmpty();
  }

  @Test
  default void soManyAttemptsAreNotToldApartAnyMore() {
    var bodies = new SharedBodies(TestLimits.with(Map.of()).mailbox());
    DeviceAddress bob = Post.someone();
    Letter letter = new Post(redis()).letter(UUID.randomUUID(), "news", bob);
    var body = new BodyKey(letter.sender().device(), letter.envelopeId());
    var last = Mark.fresh();
    RedisBatch batch = redis().link().batch();
    for (int i = 0; i < 100; i++) {
      var _ = bodies.put(batch, body, Mark.fresh(), letter);
    }
    var _ = bodies.put(batch, body, last, letter);
    var taken = bodies.takeBack(batch, body, last, List.of(bob.device()));
    var collected = bodies.collected(batch, body, bob.device());
    batch.send();

    assertThat(Post.get(taken)).as("one of them may have stored it").isOne();
    assertThat(Post.get(collected)).isZero();
  }

  @Test
  default void whoWaitedBeforeThereWereMarksIsStillWaitedFor() {
    Post post = new Post(redis());
    DeviceAddress[] three = {Post.someone(), Post.someone(), Post.someone()};
    UUID envelope = UUID.randomUUID();
    post.post(envelope, "for all of you", three);
    String key = Post.body(envelope).replace("}:c", "}:");
    for (DeviceAddress one : three) {
      redis().commands().sadd(key + "w", "old " + one.device());
    }
    redis().commands().del(key + "m");
    post.ack(three[0], post.read(three[0]).getFirst());

    assertThat(post.contents(three[1])).containsExactly("for all of you");
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
