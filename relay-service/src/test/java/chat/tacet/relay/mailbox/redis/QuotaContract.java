package chat.tacet.relay.mailbox.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.tacet.relay.frame.DeviceAddress;
import chat.tacet.relay.frame.MailId;
import chat.tacet.relay.mailbox.Letter;
import chat.tacet.relay.mailbox.Mail;
import chat.tacet.relay.mailbox.Stored;
import chat.tacet.relay.redis.TestLink;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.XAddArgs;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What counts against a mailbox and its senders, and when they have the room back. */
interface QuotaContract {

  /** The Redis under test. */
  TestLink redis();

  @Test
  default void aFullMailboxRefusesAndTakesAgainOnceThereIsRoom() {
    Post post = new Post(redis(), Map.of("mailbox.max-entries", "2"));
    DeviceAddress bob = Post.someone();
    UUID third = UUID.randomUUID();
    post.postOne(UUID.randomUUID(), "one", bob);
    post.postOne(UUID.randomUUID(), "two", bob);

    assertThat(post.postOne(third, "three", bob)).isInstanceOf(Stored.Full.class);

    post.ack(bob, post.read(bob).getFirst());
    assertThat(post.postOne(third, "three", bob)).isInstanceOf(Stored.New.class);
    assertThat(post.contents(bob)).containsExactly("two", "three");
  }

  @Test
  default void theQuotaCountsBytesAndGivesThemBack() {
    Post post = new Post(redis(), Map.of("mailbox.max-bytes", "3000"));
    DeviceAddress bob = Post.someone();
    String large = "x".repeat(1200);
    post.postOne(UUID.randomUUID(), large, bob);
    post.postOne(UUID.randomUUID(), large, bob);
    assertThat(post.postOne(UUID.randomUUID(), large, bob)).isInstanceOf(Stored.Full.class);

    Mail first = post.read(bob).getFirst();
    post.ack(bob, first);
    // Acknowledging twice must not free twice.
    post.ack(bob, first);

    assertThat(post.postOne(UUID.randomUUID(), large, bob)).isInstanceOf(Stored.New.class);
    assertThat(post.postOne(UUID.randomUUID(), large, bob)).isInstanceOf(Stored.Full.class);
  }

  @Test
  default void theQuotaCountsWhatIsRemembered() {
    Post post = new Post(redis(), Map.of("mailbox.max-bytes", "10000"));
    DeviceAddress bob = Post.someone();
    for (int i = 0; i < 50; i++) {
      post.ack(bob, ((Stored.New) post.postOne(UUID.randomUUID(), "small", bob)).mail());
    }

    // 50 x 144 bytes are remembered.
    assertThat(post.postOne(UUID.randomUUID(), "x".repeat(3000), bob))
        .isInstanceOf(Stored.Full.class);
    assertThat(post.postOne(UUID.randomUUID(), "x".repeat(2000), bob))
        .isInstanceOf(Stored.New.class);
  }

  @Test
  default void whatIsCollectedOnceMoreTogetherWithOthersIsGivenBackOnce() {
    Post post = new Post(redis(), Map.of("mailbox.max-bytes", "20000"), Post.someone());
    DeviceAddress bob = Post.someone();
    post.postOne(UUID.randomUUID(), "x".repeat(6000), bob);
    post.postOne(UUID.randomUUID(), "x".repeat(3000), bob);
    post.postOne(UUID.randomUUID(), "x".repeat(1000), bob);
    post.postOne(UUID.randomUUID(), "x".repeat(500), bob);
    List<Mail> mails = post.read(bob);

    // On a connection that ended, whose last word comes late; then again on the next one.
    post.ack(bob, mails.get(0));
    post.ack(bob, mails.get(2), mails.get(0), mails.get(1));
    post.ack(bob, mails.get(2), mails.get(1));

    assertThat(post.contents(bob)).containsExactly("x".repeat(500));
    Awaitility.await().untilAsserted(() -> assertThat(post.uncollected()).isBetween(500L, 1_500L));
    // 500 wait, and four envelopes are remembered: there is room for 18,000 and not for 19,000.
    assertThat(post.postOne(UUID.randomUUID(), "x".repeat(18_800), bob))
        .isInstanceOf(Stored.Full.class);
    assertThat(post.postOne(UUID.randomUUID(), "x".repeat(18_000), bob))
        .isInstanceOf(Stored.New.class);
  }

  @Test
  default void whatIsGoneIsGivenBackAlsoWhereABodyCannotBeReleased() {
    Post post = new Post(redis());
    DeviceAddress bob = Post.someone();
    UUID shared = UUID.randomUUID();
    long before = post.uncollected();
    post.postOne(UUID.randomUUID(), "x".repeat(6000), bob);
    post.post(shared, "for all", bob, Post.someone(), Post.someone());
    Mail[] mails = post.read(bob).toArray(Mail[]::new);
    String waiting = Post.body(shared).replaceFirst("c$", "m");
    redis().commands().del(waiting);
    redis().commands().set(waiting, "no list of those who wait");

    assertThatThrownBy(() -> post.ack(bob, mails)).hasMessageContaining("WRONGTYPE");
    redis().commands().del(waiting);
    post.ack(bob, mails);

    assertThat(post.contents(bob)).isEmpty();
    // What waits for the two others.
    Awaitility.await()
        .untilAsserted(() -> assertThat(post.uncollected() - before).isLessThan(4_000L));
  }

  @Test
  default void nobodyGetsRoomByCollectingTheSameTwiceAtTheSameTime() {
    Post post = new Post(redis(), Map.of("mailbox.max-bytes", "20000"), Post.someone());
    DeviceAddress bob = Post.someone();
    post.postOne(UUID.randomUUID(), "x".repeat(2000), bob);
    post.postOne(UUID.randomUUID(), "x".repeat(500), bob);
    post.postOne(UUID.randomUUID(), "x".repeat(9000), bob);
    List<Mail> mails = post.read(bob);

    // Both were asked for while all of it was still there.
    post.ack(bob, mails.get(2));
    post.ack(bob, mails.get(1), mails.get(2));

    assertThat(post.contents(bob)).containsExactly("x".repeat(2000));
    assertThat(post.uncollected()).isGreaterThanOrEqualTo(2000);
    assertThat(post.postOne(UUID.randomUUID(), "x".repeat(18_000), bob))
        .isInstanceOf(Stored.Full.class);
    assertThat(post.postOne(UUID.randomUUID(), "x".repeat(17_000), bob))
        .isInstanceOf(Stored.New.class);
  }

  @Test
  default void whatAnEarlierVersionWroteIsRememberedAndCounted() {
    Post post = new Post(redis(), Map.of("mailbox.max-bytes", "3000"));
    DeviceAddress bob = Post.someone();
    UUID envelope = UUID.randomUUID();
    // As append.lua of the first release left them: digest and id under the name, and a state.
    Letter letter = post.letter(envelope, "of last week", bob);
    long then = post.clock.millis() - 1000;
    redis()
        .commands()
        .xadd(Post.stream(bob), new XAddArgs().id(then + "-7"), Map.of("d", "fields"));
    String writes =
        """
        local function bytes(hex)
          return (hex:gsub('%x%x', function(one) return string.char(tonumber(one, 16)) end))
        end
        local then_ms = tonumber(ARGV[3])
        redis.call('HSET', KEYS[1], bytes(ARGV[1]), bytes(ARGV[2]) .. struct.pack('>I8I8', then_ms, 7),
          '', struct.pack('>I8I8I8I8I8I8I8I8I8', 2000, then_ms, 7, then_ms, then_ms, 1, 0, 0, 0))
        """;
    redis()
        .commands()
        .eval(
            writes,
            ScriptOutputType.STATUS,
            new String[] {"mb:{" + bob.device() + "}:i"},
            HexFormat.of().formatHex(EntryCodec.seenField(letter)),
            HexFormat.of().formatHex(EntryCodec.digest(letter)),
            Long.toString(then));

    assertThat(post.together(letter).getFirst().getFirst()).isInstanceOf(Stored.Before.class);
    assertThat(post.postOne(UUID.randomUUID(), "x".repeat(1000), bob))
        .isInstanceOf(Stored.Full.class);
    Stored.New next = (Stored.New) post.postOne(UUID.randomUUID(), "small", bob);
    assertThat(next.previous()).isEqualTo(new MailId(then, 7));
  }

  @Test
  default void mailCountsForItsSenderUntilItIsCollected() {
    Post post = new Post(redis(), Map.of("mailbox.max-entries", "2"), Post.someone());
    DeviceAddress bob = Post.someone();
    UUID envelope = UUID.randomUUID();
    post.postOne(envelope, "x".repeat(1000), bob);
    long one = post.uncollected();
    assertThat(one).isBetween(1000L, 2000L);

    post.postOne(envelope, "x".repeat(1000), bob);
    Mail second = ((Stored.New) post.postOne(UUID.randomUUID(), "x".repeat(1000), bob)).mail();
    assertThat(post.postOne(UUID.randomUUID(), "one too many", bob))
        .isInstanceOf(Stored.Full.class);
    Awaitility.await().untilAsserted(() -> assertThat(post.uncollected()).isEqualTo(2 * one));

    post.ack(bob, second);
    post.ack(bob, second);
    Awaitility.await().untilAsserted(() -> assertThat(post.uncollected()).isEqualTo(one));
    post.ack(bob, post.read(bob).getFirst());
    Awaitility.await().untilAsserted(() -> assertThat(post.uncollected()).isZero());
  }

  @Test
  default void aSharedBodyCountsOnceAndUntilTheLastHasCollectedIt() {
    Post post = new Post(redis(), Map.of(), Post.someone());
    DeviceAddress[] three = {Post.someone(), Post.someone(), Post.someone()};
    UUID envelope = UUID.randomUUID();
    String body = "x".repeat(20_000);
    post.post(envelope, body, three);
    post.post(envelope, body, three);
    Awaitility.await()
        .untilAsserted(() -> assertThat(post.uncollected()).isBetween(20_000L, 23_000L));

    post.ack(three[0], post.read(three[0]).getFirst());
    post.ack(three[1], post.read(three[1]).getFirst());
    Awaitility.await()
        .untilAsserted(() -> assertThat(post.uncollected()).isBetween(20_000L, 21_000L));
    post.ack(three[2], post.read(three[2]).getFirst());
    Awaitility.await().untilAsserted(() -> assertThat(post.uncollected()).isZero());
    // Repeated after all have it: stored nowhere, so it counts for nobody.
    post.post(envelope, body, three);
    Awaitility.await().untilAsserted(() -> assertThat(post.uncollected()).isZero());
  }

  @Test
  default void mailThatExpiredCountsForNobody() {
    DeviceAddress alice = Post.someone();
    Post post = new Post(redis(), Map.of(), alice);
    DeviceAddress bob = Post.someone();
    post.postOne(UUID.randomUUID(), "never collected", bob);
    post.clock.pass(Duration.ofDays(44));
    long young = post.uncollected();
    assertThat(young).isPositive();

    post.clock.pass(Duration.ofDays(6));
    assertThat(post.uncollected()).isZero();

    post.postOne(UUID.randomUUID(), "never collected", Post.someone());
    assertThat(post.uncollected()).isPositive();
    String key = "uncollected:{" + alice.account() + "}";
    assertThat(redis().commands().hgetall(key)).hasSize(1);
    assertThat(redis().commands().pttl(key)).isPositive();
  }

  @Test
  default void aDeletedMailboxLeavesNothingAndGivesSendersTheirRoomBack() {
    Post post = new Post(redis(), Map.of(), Post.someone());
    DeviceAddress tablet = Post.someone();
    for (int i = 0; i < 100; i++) {
      post.postOne(UUID.randomUUID(), "letter " + i, tablet);
    }
    DeviceAddress[] three = {Post.someone(), Post.someone(), tablet};
    post.post(UUID.randomUUID(), "x".repeat(20_000), three);
    post.ack(three[0], post.read(three[0]).getFirst());
    post.ack(three[1], post.read(three[1]).getFirst());

    Post.get(post.mailboxes.delete(tablet.device()));
    Post.get(post.mailboxes.delete(tablet.device()));

    assertThat(redis().commands().keys("mb:{" + tablet.device() + "}:*")).isEmpty();
    Awaitility.await().untilAsserted(() -> assertThat(post.uncollected()).isZero());
    post.postOne(UUID.randomUUID(), "back again", tablet);
    assertThat(post.contents(tablet)).containsExactly("back again");
  }
}
