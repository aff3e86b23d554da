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
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a mailbox promises, whichever Redis it lives in. */
abstract class MailboxContract {

  /** The Redis under test. */
  abstract TestLink redis();

  private Post post() {
    return new Post(redis(), Map.of());
  }

  private Post post(Map<String, String> limits) {
    return new Post(redis(), limits);
  }

  @Test
  void lettersAreReadInTheOrderTheyWereStored() {
    Post post = post();
    DeviceAddress bob = Post.someone();
    for (int i = 0; i < 20; i++) {
      post.postOne(UUID.randomUUID(), "letter " + i, bob);
    }

    List<Mail> mails = post.read(bob);

    assertThat(mails).extracting(Post::contentOf).hasSize(20).startsWith("letter 0", "letter 1");
    assertThat(mails).extracting(Mail::id).isSorted();
  }

  @Test
  void aRepeatedLetterIsStoredOnceAlsoAfterItWasCollected() {
    Post post = post();
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
  void anEnvelopeIdIsRememberedForAtLeastTheRetention() {
    Post post = post();
    DeviceAddress bob = Post.someone();
    UUID envelope = UUID.randomUUID();
    post.postOne(envelope, "once", bob);

    post.clock.pass(Duration.ofDays(45).minusSeconds(1));

    assertThat(post.postOne(envelope, "once", bob)).isInstanceOf(Stored.Before.class);
  }

  @Test
  void soManyEnvelopesAreRememberedAndNoMore() {
    Post post = post(Map.of("mailbox.max-seen", "4"));
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
  void theQuotaCountsWhatIsRemembered() {
    Post post = post(Map.of("mailbox.max-bytes", "10000"));
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
  void theSameEnvelopeIdWithOtherContentIsAConflict() {
    Post post = post();
    DeviceAddress bob = Post.someone();
    UUID envelope = UUID.randomUUID();
    post.postOne(envelope, "this", bob);

    assertThat(post.postOne(envelope, "that", bob)).isInstanceOf(Stored.Conflict.class);
    assertThat(post.contents(bob)).containsExactly("this");
  }

  @Test
  void aConflictOfASharedBodyStoresNothing() {
    Post post = post();
    DeviceAddress[] three = {Post.someone(), Post.someone(), Post.someone()};
    UUID envelope = UUID.randomUUID();
    post.post(envelope, "this", three);

    assertThat(post.post(envelope, "that", three)).allMatch(Stored.Conflict.class::isInstance);
    assertThat(post.contents(three[0])).containsExactly("this");
  }

  @Test
  void aFullMailboxRefusesAndTakesAgainOnceThereIsRoom() {
    Post post = post(Map.of("mailbox.max-entries", "2"));
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
  void theQuotaCountsBytesAndGivesThemBack() {
    Post post = post(Map.of("mailbox.max-bytes", "3000"));
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
  void whatIsCollectedOnceMoreTogetherWithOthersIsGivenBackOnce() {
    Post post = new Post(redis(), Map.of("mailbox.max-bytes", "20000"), Post.someone());
    DeviceAddress bob = Post.someone();
    post.postOne(UUID.randomUUID(), "x".repeat(6000), bob);
    post.postOne(UUID.randomUUID(), "x".repeat(3000), bob);
    post.postOne(UUID.randomUUID(), "x".repeat(1000), bob);
    post.postOne(UUID.randomUUID(), "x".repeat(500), bob);
    List<Mail> mails = post.read(bob);
    long all = post.uncollected();

    // On a connection that ended, whose last word comes late; then again on the next one.
    post.ack(bob, mails.get(0));
    post.ack(bob, mails.get(2), mails.get(0), mails.get(1));
    post.ack(bob, mails.get(2), mails.get(1));

    assertThat(post.contents(bob)).containsExactly("x".repeat(500));
    Awaitility.await()
        .untilAsserted(() -> assertThat(post.uncollected()).isBetween(500L, all - 6_000));
    // 500 wait, and four envelopes are remembered: there is room for 18,000 and not for 19,000.
    assertThat(post.postOne(UUID.randomUUID(), "x".repeat(18_800), bob))
        .isInstanceOf(Stored.Full.class);
    assertThat(post.postOne(UUID.randomUUID(), "x".repeat(18_000), bob))
        .isInstanceOf(Stored.New.class);
  }

  @Test
  void nobodyGetsRoomByCollectingTheSameTwiceAtTheSameTime() {
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
  void whatAnEarlierVersionWroteIsRememberedAndCounted() {
    Post post = post(Map.of("mailbox.max-bytes", "3000"));
    DeviceAddress bob = Post.someone();
    UUID envelope = UUID.randomUUID();
    // As append.lua of the first release left them: digest and id under the name, and a state.
    Letter letter = post.letter(envelope, "of last week", bob);
    long then = post.clock.millis() - 1000;
    redis().commands().xadd(stream(bob), new XAddArgs().id(then + "-7"), Map.of("d", "fields"));
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
  void mailCountsForItsSenderUntilItIsCollected() {
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
  void aSharedBodyCountsOnceAndUntilTheLastHasCollectedIt() {
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
  void mailThatExpiredCountsForNobody() {
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
  void expiredMailIsNeitherReadNorKept() {
    Post post = post();
    DeviceAddress bob = Post.someone();
    post.postOne(UUID.randomUUID(), "old", bob);
    post.clock.pass(Duration.ofDays(44));
    post.postOne(UUID.randomUUID(), "young", bob);
    post.clock.pass(Duration.ofDays(2));

    assertThat(post.contents(bob)).containsExactly("young");
    Awaitility.await()
        .untilAsserted(() -> assertThat(redis().commands().xlen(stream(bob))).isOne());
  }

  @Test
  void nothingIsLostAndTheOrderStandsWhenTheClockIsSet() {
    Post post = post();
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
  void appendsDeleteExpiredMailOfABusyMailboxALittleEachTime() {
    Post post = post();
    DeviceAddress bob = Post.someone();
    for (int i = 0; i < 40; i++) {
      post.postOne(UUID.randomUUID(), "old", bob);
    }
    post.clock.pass(Duration.ofDays(46));

    post.postOne(UUID.randomUUID(), "young", bob);
    assertThat(redis().commands().xlen(stream(bob))).isEqualTo(40 - 32 + 1);

    post.postOne(UUID.randomUUID(), "younger", bob);
    assertThat(redis().commands().xlen(stream(bob))).isEqualTo(2);
  }

  @Test
  void lettersThatComeTogetherDeleteNoMoreThanOne() {
    Post post = post();
    DeviceAddress bob = Post.someone();
    for (int i = 0; i < 70; i++) {
      post.postOne(UUID.randomUUID(), "old", bob);
    }
    post.clock.pass(Duration.ofDays(46));

    post.together(
        post.letter(UUID.randomUUID(), "young", bob),
        post.letter(UUID.randomUUID(), "younger", bob));

    assertThat(redis().commands().xlen(stream(bob))).isEqualTo(70 - 32 + 2);
  }

  @Test
  void aMailboxThatFailsFailsOnlyTheLettersForIt() {
    Post post = post();
    DeviceAddress bob = Post.someone();
    DeviceAddress carol = Post.someone();
    redis().commands().set(stream(carol), "no stream");
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

    redis().commands().del(stream(carol));
    assertThat(post.together(letters))
        .flatMap(each -> each)
        .filteredOn(Stored.New.class::isInstance)
        .extracting(Stored::to)
        .containsExactly(carol, carol);
    assertThat(post.contents(bob)).containsExactly("for bob", "for both", "for bob again");
    assertThat(post.contents(carol)).containsExactly("for both", "for carol");
  }

  @Test
  void everyKeyOfAMailboxSharesItsSlotAndEnds() {
    Post post = post();
    DeviceAddress bob = Post.someone();
    post.postOne(UUID.randomUUID(), "hello", bob);

    List<String> keys = redis().commands().keys("mb:{" + bob.device() + "}:*");

    assertThat(keys).hasSize(2);
    assertThat(keys)
        .allSatisfy(key ->
            assertThat(redis().commands().pttl(key))
                .isBetween(Duration.ofDays(45).toMillis(), Duration.ofDays(47).toMillis()));
  }

  @Test
  void aBodyForManyIsStoredOnceAndGoesWithTheLastAcknowledgement() {
    Post post = post();
    DeviceAddress[] three = {Post.someone(), Post.someone(), Post.someone()};
    UUID envelope = UUID.randomUUID();
    post.post(envelope, "for all of you", three);

    assertThat(redis().commands().get(body(envelope))).isEqualTo("for all of you");
    for (DeviceAddress one : three) {
      assertThat(redis().commands().exists(body(envelope))).isOne();
      assertThat(post.contents(one)).containsExactly("for all of you");
      post.ack(one, post.read(one).getFirst());
    }
    assertThat(redis().commands().exists(body(envelope))).isZero();
    assertThat(redis().commands().keys("body:*" + envelope + "*")).isEmpty();
  }

  @Test
  void aBodyDoesNotWaitForAFullMailboxAndIsThereWhenItTakesTheLetterLater() {
    Post post = post(Map.of("mailbox.max-entries", "1"));
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
    assertThat(redis().commands().exists(body(envelope))).isZero();
  }

  @Test
  void anEntryWhoseBodyIsGoneIsDropped() {
    Post post = post();
    DeviceAddress[] three = {Post.someone(), Post.someone(), Post.someone()};
    UUID envelope = UUID.randomUUID();
    post.post(envelope, "lost", three);
    redis().commands().del(body(envelope));
    post.postOne(UUID.randomUUID(), "kept", three[0]);

    assertThat(post.contents(three[0])).containsExactly("kept");
  }

  @Test
  @DisplayName("[F-7] the highest send counter is remembered")
  void theHighestSendCounterIsRemembered() {
    Post post = post();
    UUID before = Post.ALICE.device();
    redis().commands().del("mb:{" + before + "}:n");
    DeviceAddress bob = Post.someone();
    assertThat(Post.get(post.mailboxes.lastSendCounter(before))).isZero();

    post.postOne(UUID.randomUUID(), "first", bob);
    post.postOne(UUID.randomUUID(), "second", bob);
    post().postOne(UUID.randomUUID(), "from a restored backup, counter 1", bob);

    assertThat(Post.get(post.mailboxes.lastSendCounter(before))).isEqualTo(2);
  }

  @Test
  void laterMailGoesBehindWhatAnEarlierVersionStored() {
    Post post = post();
    DeviceAddress bob = Post.someone();
    post.postOne(UUID.randomUUID(), "of last week", bob);
    redis().commands().del("mb:{" + bob.device() + "}:i");
    post.clock.pass(Duration.ofHours(-1));

    post.postOne(UUID.randomUUID(), "of today", bob);

    assertThat(post.contents(bob)).containsExactly("of last week", "of today");
  }

  @Test
  void aLetterNamesItsPredecessorAndTheHolder() {
    Post post = post();
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
  void lettersThatComeTogetherKeepTheirOrderAndAreJudgedOneByOne() {
    Post post = post(Map.of("mailbox.max-bytes", "200000"));
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
  void whatARedisThatForgotItsScriptsRefusesIsStoredOnceWhenItIsSentAgain() {
    Post post = post();
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

  @Test
  void aDeletedMailboxLeavesNothingAndGivesSendersTheirRoomBack() {
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

  private static String stream(DeviceAddress device) {
    return "mb:{" + device.device() + "}:s";
  }

  private static String body(UUID envelope) {
    return "body:{" + Post.ALICE.device() + "." + envelope + "}:c";
  }
}
