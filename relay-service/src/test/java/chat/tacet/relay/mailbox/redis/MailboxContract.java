package chat.tacet.relay.mailbox.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.tacet.relay.frame.DeviceAddress;
import chat.tacet.relay.frame.MailId;
import chat.tacet.relay.mailbox.Letter;
import chat.tacet.relay.mailbox.Mail;
import chat.tacet.relay.mailbox.Stored;
import chat.tacet.relay.redis.TestLink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a mailbox promises about letters, whichever Redis it lives in. */
interface MailboxContract {

  /** The Redis under test. */
  TestLink redis();

  @Test
  default void lettersAreReadInTheOrderTheyWereStored() {
    Post post = new Post(redis());
    DeviceAddress bob = Post.someone();
    for (int i = 0; i < 20; i++) {
      post.postOne(UUID.randomUUID(), "letter " + i, bob);
    }

    List<Mail> mails = post.read(bob);

    assertThat(mails).extracting(Post::contentOf).hasSize(20).startsWith("letter 0", "letter 1");
    assertThat(mails).extracting(Mail::id).isSorted();
  }

  @Test
  default void aRepeatedLetterIsStoredOnceAlsoAfterItWasCollected() {
    Post post = new Post(redis());
    DeviceAddress bob = Post.someone();
    UUID envelope = UUID.randomUUID();
    assertThat(post.postOne(envelope, "once", bob)).isInstanceOf(Stored.New.class);

    assertThat(post.postOne(envelope, "once", bob)).isInstanceOf(Stored.Before.class);
    assertThat(post.contents(bob)).containsExactly("once");

    post.ack(bob, post.read(bob).getFirst());
    assertThat(post.postOne(envelope, "once", bob)).isInstanceOf(Stored.Before.class);
    assertThat(post.contents(bob)).isEmpty();
  }

  @Test
  default void soManyEnvelopesAreRememberedAndNoMore() {
    Post post = new Post(redis(), Map.of("mailbox.max-seen", "4"));
    DeviceAddress bob = Post.someone();
    List<UUID> envelopes = Stream.generate(UUID::randomUUID).limit(20).toList();
    for (UUID envelope : envelopes) {
      post.ack(bob, ((Stored.New) post.postOne(envelope, "small", bob)).mail());
    }

    long remembered =
        redis().commands().keys("mb:{" + bob.device() + "}:i*").stream()
            .mapToLong(redis().commands()::hlen)
            .sum();
    // Beside the state, of which each has one.
    assertThat(remembered - 2).isBetween(4L, 8L);
    assertThat(envelopes.subList(16, 20))
        .allSatisfy(envelope ->
            assertThat(post.postOne(envelope, "small", bob)).isInstanceOf(Stored.Before.class));
    // Long ago; who has it recognises it.
    assertThat(post.postOne(envelopes.getFirst(), "small", bob)).isInstanceOf(Stored.New.class);
  }

  @Test
  default void theSameEnvelopeIdWithOtherContentIsAConflict() {
    Post post = new Post(redis());
    DeviceAddress bob = Post.someone();
    UUID envelope = UUID.randomUUID();
    post.postOne(envelope, "this", bob);

    assertThat(post.postOne(envelope, "that", bob)).isInstanceOf(Stored.Conflict.class);
    assertThat(post.contents(bob)).containsExactly("this");
  }

  @Test
  default void aMailboxThatFailsFailsOnlyTheLettersForIt() {
    Post post = new Post(redis());
    DeviceAddress bob = Post.someone();
    DeviceAddress carol = Post.someone();
    redis().commands().set(Post.stream(carol), "no stream");
    Letter[] letters = {
      post.letter(UUID.randomUUID(), "for bob", bob),
      post.letter(UUID.randomUUID(), "for both", bob, carol),
      post.letter(UUID.randomUUID(), "for carol", carol),
      post.letter(UUID.randomUUID(), "for bob again", bob)
    };

    var done = post.mailboxes.post(List.of(letters), Runnable::run).done();
    assertThat(Post.get(done.get(0))).allMatch(Stored.New.class::isInstance);
    assertThatThrownBy(() -> Post.get(done.get(1))).hasMessageContaining("WRONGTYPE");
    assertThatThrownBy(() -> Post.get(done.get(2))).hasMessageContaining("WRONGTYPE");
    assertThat(Post.get(done.get(3))).allMatch(Stored.New.class::isInstance);

    redis().commands().del(Post.stream(carol));
    assertThat(post.together(letters))
        .flatMap(each -> each)
        .filteredOn(Stored.New.class::isInstance)
        .extracting(Stored::to)
        .containsExactly(carol, carol);
    assertThat(post.contents(bob)).containsExactly("for bob", "for both", "for bob again");
    assertThat(post.contents(carol)).containsExactly("for both", "for carol");
  }

  @Test
  @DisplayName("[F-7] the highest send counter is remembered")
  default void theHighestSendCounterIsRemembered() {
    Post post = new Post(redis());
    UUID before = Post.ALICE.device();
    redis().commands().del("mb:{" + before + "}:n");
    DeviceAddress bob = Post.someone();
    assertThat(Post.get(post.mailboxes.lastSendCounter(before))).isZero();

    post.postOne(UUID.randomUUID(), "first", bob);
    post.postOne(UUID.randomUUID(), "second", bob);
    new Post(redis()).postOne(UUID.randomUUID(), "from a restored backup, counter 1", bob);

    assertThat(Post.get(post.mailboxes.lastSendCounter(before))).isEqualTo(2);
  }

  @Test
  default void laterMailGoesBehindWhatAnEarlierVersionStored() {
    Post post = new Post(redis());
    DeviceAddress bob = Post.someone();
    post.postOne(UUID.randomUUID(), "of last week", bob);
    redis().commands().del("mb:{" + bob.device() + "}:i");
    post.clock.pass(Duration.ofHours(-1));

    post.postOne(UUID.randomUUID(), "of today", bob);

    assertThat(post.contents(bob)).containsExactly("of last week", "of today");
  }

  @Test
  default void aLetterNamesItsPredecessorAndTheHolder() {
    Post post = new Post(redis());
    DeviceAddress bob = Post.someone();
    redis().commands().set("mb:{" + bob.device() + "}:at", "node/7");

    Stored.New first = (Stored.New) post.postOne(UUID.randomUUID(), "one", bob);
    post.ack(bob, first.mail());
    Stored.New second = (Stored.New) post.postOne(UUID.randomUUID(), "two", bob);

    assertThat(first.previous()).isEqualTo(MailId.BEGINNING);
    assertThat(second.previous()).isEqualTo(first.mail().id());
    assertThat(second.holder()).isEqualTo("node/7");
  }

  @Test
  default void lettersThatComeTogetherKeepTheirOrderAndAreJudgedOneByOne() {
    Post post = new Post(redis(), Map.of("mailbox.max-bytes", "200000"));
    DeviceAddress bob = Post.someone();
    DeviceAddress carol = Post.someone();
    UUID known = UUID.randomUUID();
    post.postOne(known, "known", bob);
    UUID twice = UUID.randomUUID();
    // More than go into one call, some of them for two.
    List<Letter> letters = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      DeviceAddress[] to =
          i % 2 == 0 ? new DeviceAddress[] {bob, carol} : new DeviceAddress[] {bob};
      letters.add(post.letter(UUID.randomUUID(), "letter " + i, to));
    }
    letters.add(post.letter(twice, "twice", bob));
    letters.add(post.letter(known, "other", bob));
    letters.add(post.letter(UUID.randomUUID(), "x".repeat(200_000), bob));
    letters.add(post.letter(twice, "twice", bob));
    letters.add(post.letter(UUID.randomUUID(), "last", bob));

    List<List<Stored>> outcomes = post.together(letters.toArray(Letter[]::new));

    assertThat(outcomes.subList(0, 41))
        .flatMap(each -> each)
        .allMatch(Stored.New.class::isInstance);
    assertThat(outcomes.get(41).getFirst()).isInstanceOf(Stored.Conflict.class);
    assertThat(outcomes.get(42).getFirst()).isInstanceOf(Stored.Full.class);
    assertThat(outcomes.get(43).getFirst()).isInstanceOf(Stored.Before.class);
    assertThat(outcomes.get(44).getFirst()).isInstanceOf(Stored.New.class);
    List<String> bobs = new ArrayList<>(List.of("known"));
    IntStream.range(0, 40).forEach(i -> bobs.add("letter " + i));
    bobs.addAll(List.of("twice", "last"));
    assertThat(post.contents(bob)).isEqualTo(bobs);
    assertThat(post.contents(carol)).hasSize(20).startsWith("letter 0", "letter 2");
    assertThat(namePredecessors(post, bob, outcomes)).isTrue();
  }

  /** Whether each of the new ones names the one before it, so that it can be handed on. */
  private static boolean namePredecessors(
      Post post, DeviceAddress bob, List<List<Stored>> outcomes) {
    MailId before = post.read(bob).getFirst().id();
    for (List<Stored> outcome : outcomes) {
      if (outcome.getFirst() instanceof Stored.New stored) {
        if (!stored.previous().equals(before)) {
          return false;
        }
        before = stored.mail().id();
      }
    }
    return true;
  }

  @Test
  default void whatARedisThatForgotItsScriptsRefusesIsStoredOnceWhenItIsSentAgain() {
    Post post = new Post(redis());
    DeviceAddress[] everybody =
        Stream.generate(Post::someone).limit(32).toArray(DeviceAddress[]::new);
    post.post(UUID.randomUUID(), "before", everybody);

    // Counts of mail are written at times of their own. If one is just now, it is what is refused.
    List<UUID> sent = new ArrayList<>();
    Awaitility.await()
        .until(() -> {
          sent.add(UUID.randomUUID());
          redis().commands().scriptFlush();
          return isRefused(post, sent.getLast(), everybody);
        });
    // Sent again by itself, it could have come behind what was sent after it.
    UUID refused = sent.getLast();
    Awaitility.await()
        .ignoreExceptions()
        .until(() -> !post.post(refused, refused.toString(), everybody).isEmpty());

    List<String> once =
        Stream.concat(Stream.of("before"), sent.stream().map(UUID::toString)).toList();
    for (DeviceAddress each : everybody) {
      assertThat(post.contents(each)).isEqualTo(once);
    }
  }

  private static boolean isRefused(Post post, UUID envelope, DeviceAddress... everybody) {
    try {
      post.post(envelope, envelope.toString(), everybody);
      return false;
    } catch (CompletionException e) {
      assertThat(e).hasMessageContaining("NOSCRIPT");
      return true;
    }
  }
}
