package chat.tacet.relay.mailbox.redis;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.relay.frame.DeviceAddress;
import chat.tacet.relay.frame.MailId;
import chat.tacet.relay.mailbox.Mail;
import chat.tacet.relay.mailbox.MailBatch;
import chat.tacet.relay.mailbox.Stored;
import chat.tacet.relay.redis.TestLink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What time does to a mailbox, also where the clock is set. */
interface ExpiryContract {

  /** The Redis under test. */
  TestLink redis();

  @Test
  default void anEnvelopeIdIsRememberedForAtLeastTheRetention() {
    Post post = new Post(redis());
    DeviceAddress bob = Post.someone();
    UUID envelope = UUID.randomUUID();
    post.postOne(envelope, "once", bob);

    post.clock.pass(Duration.ofDays(45).minusSeconds(1));

    assertThat(post.postOne(envelope, "once", bob)).isInstanceOf(Stored.Before.class);
  }

  @Test
  default void expiredMailIsNeitherReadNorKept() {
    Post post = new Post(redis());
    DeviceAddress bob = Post.someone();
    post.postOne(UUID.randomUUID(), "old", bob);
    post.clock.pass(Duration.ofDays(44));
    post.postOne(UUID.randomUUID(), "young", bob);
    post.clock.pass(Duration.ofDays(2));

    assertThat(post.contents(bob)).containsExactly("young");
    Awaitility.await()
        .untilAsserted(() -> assertThat(redis().commands().xlen(Post.stream(bob))).isOne());
  }

  @Test
  default void aReadingOfExpiredMailAloneSaysWhereToGoOn() {
    Post post = new Post(redis());
    DeviceAddress bob = Post.someone();
    post.postOne(UUID.randomUUID(), "old", bob);
    MailId second = ((Stored.New) post.postOne(UUID.randomUUID(), "as old", bob)).mail().id();
    post.clock.pass(Duration.ofDays(44));
    post.postOne(UUID.randomUUID(), "young", bob);
    post.clock.pass(Duration.ofDays(2));

    MailBatch first = post.batch(bob, MailId.BEGINNING, 2);

    assertThat(first.mails()).isEmpty();
    assertThat(first.atEnd()).isFalse();
    // Also while a Redis that takes no writes keeps them.
    assertThat(first.upTo()).isEqualTo(second);
    assertThat(post.batch(bob, second, 2).mails())
        .extracting(Post::contentOf)
        .containsExactly("young");
  }

  @Test
  default void nothingIsLostAndTheOrderStandsWhenTheClockIsSet() {
    Post post = new Post(redis());
    DeviceAddress bob = Post.someone();
    List<String> written = new ArrayList<>();
    // There and back, by less than mail is kept; and far back, as without a battery.
    for (int days : new int[] {0, 40, -40, -1, 1, -20_000, 20_000}) {
      post.clock.pass(Duration.ofDays(days));
      for (int i = 0; i < 3; i++) {
        String text = "after %d days: %d".formatted(days, i);
        post.postOne(UUID.randomUUID(), text, bob);
        written.add(text);
      }
      assertThat(post.contents(bob)).containsExactlyElementsOf(written);
    }

    assertThat(post.read(bob)).extracting(Mail::id).isSorted();
  }

  @Test
  default void appendsDeleteExpiredMailOfABusyMailboxALittleEachTime() {
    Post post = new Post(redis());
    DeviceAddress bob = Post.someone();
    for (int i = 0; i < 40; i++) {
      post.postOne(UUID.randomUUID(), "old", bob);
    }
    post.clock.pass(Duration.ofDays(46));

    post.postOne(UUID.randomUUID(), "young", bob);
    assertThat(redis().commands().xlen(Post.stream(bob))).isEqualTo(40 - 32 + 1);

    post.postOne(UUID.randomUUID(), "younger", bob);
    assertThat(redis().commands().xlen(Post.stream(bob))).isEqualTo(2);
  }

  @Test
  default void lettersThatComeTogetherDeleteNoMoreThanOne() {
    Post post = new Post(redis());
    DeviceAddress bob = Post.someone();
    for (int i = 0; i < 70; i++) {
      post.postOne(UUID.randomUUID(), "old", bob);
    }
    post.clock.pass(Duration.ofDays(46));

    post.together(
        post.letter(UUID.randomUUID(), "young", bob),
        post.letter(UUID.randomUUID(), "younger", bob));

    assertThat(redis().commands().xlen(Post.stream(bob))).isEqualTo(70 - 32 + 2);
  }

  @Test
  default void everyKeyOfAMailboxSharesItsSlotAndEnds() {
    Post post = new Post(redis());
    DeviceAddress bob = Post.someone();
    post.postOne(UUID.randomUUID(), "hello", bob);

    List<String> keys = redis().commands().keys("mb:{" + bob.device() + "}:*");

    assertThat(keys).hasSize(2);
    assertThat(keys)
        .allSatisfy(key ->
            assertThat(redis().commands().pttl(key))
                .isBetween(Duration.ofDays(45).toMillis(), Duration.ofDays(47).toMillis()));
  }
}
