package chat.tacet.relay.mailbox.redis;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.kit.testing.TestRedis;
import chat.tacet.relay.frame.DeviceAddress;
import chat.tacet.relay.mailbox.Letter;
import chat.tacet.relay.mailbox.Mail;
import chat.tacet.relay.mailbox.Stored;
import chat.tacet.relay.redis.TestLink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;

/** Any sequence of steps leaves the mailbox as a list and a set would be. */
class MailboxModelTest {

  private static final int MAX_ENTRIES = 6;
  private static final Duration RETENTION = Duration.ofDays(45);

  private static final TestLink link = new TestLink(TestRedis.shared().url());

  @AfterContainer
  static void close() {
    link.close();
  }

  sealed interface Step {
    /** One of few envelopes, so that repetitions happen. */
    record Store(int envelope, boolean otherContent) implements Step {}

    /** Several at once, which may be the same. */
    record StoreTogether(List<Store> letters) implements Step {}

    /** The n-th waiting, if there are so many. */
    record Collect(int index) implements Step {}

    record Wait(int days) implements Step {}
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Step> store =
        Arbitraries.integers()
            .between(0, 9)
            .flatMap(envelope ->
                Arbitraries.integers()
                    .between(0, 9)
                    .map(dice -> new Step.Store(envelope, dice == 0)));
    Arbitrary<Step> collect = Arbitraries.integers().between(0, 7).map(Step.Collect::new);
    Arbitrary<Step> wait = Arbitraries.integers().between(1, 20).map(Step.Wait::new);
    Arbitrary<Step> together =
        store
            .map(Step.Store.class::cast)
            .list()
            .ofMinSize(2)
            .ofMaxSize(8)
            .map(Step.StoreTogether::new);
    return Arbitraries.oneOf(store, store, together, collect, collect, wait).list().ofMaxSize(40);
  }

  /** The mailbox as it should be. */
  private static final class Model {
    record Waiting(int envelope, String content, long storedAt) {}

    final List<Waiting> waiting = new ArrayList<>();
    final Map<Integer, String> seen = new HashMap<>();
    final Map<Integer, Long> seenAt = new HashMap<>();

    void expire(long now) {
      waiting.removeIf(mail -> mail.storedAt() <= now - RETENTION.toMillis());
    }
  }

  @Property(tries = 60)
  void behavesLikeAListAndASet(@ForAll("steps") List<Step> steps) {
    Post post = new Post(link, Map.of("mailbox.max-entries", "" + MAX_ENTRIES));
    DeviceAddress bob = Post.someone();
    List<UUID> envelopes = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      envelopes.add(UUID.randomUUID());
    }
    Model model = new Model();
    for (Step step : steps) {
      switch (step) {
        case Step.Wait(int days) -> post.clock.pass(Duration.ofDays(days));
        case Step.Collect(int index) -> collect(post, bob, model, index);
        case Step.Store store -> store(post, bob, model, envelopes, List.of(store));
        case Step.StoreTogether(List<Step.Store> letters) ->
            store(post, bob, model, envelopes, letters);
      }
      model.expire(post.clock.millis());
      assertThat(post.contents(bob))
          .isEqualTo(model.waiting.stream().map(Model.Waiting::content).toList());
    }
  }

  private static void collect(Post post, DeviceAddress bob, Model model, int index) {
    List<Mail> mails = post.read(bob);
    if (index < mails.size()) {
      post.ack(bob, mails.get(index));
      model.waiting.remove(index);
    }
  }

  /** Together or one after the other: it makes no difference. */
  private static void store(
      Post post, DeviceAddress bob, Model model, List<UUID> envelopes, List<Step.Store> stores) {
    Letter[] letters =
        stores.stream()
            .map(store -> post.letter(envelopes.get(store.envelope()), contentOf(store), bob))
            .toArray(Letter[]::new);
    List<List<Stored>> outcomes = post.together(letters);
    for (int i = 0; i < letters.length; i++) {
      check(outcomes.get(i).getFirst(), stores.get(i), model, post.clock.millis());
    }
  }

  private static String contentOf(Step.Store store) {
    return (store.otherContent() ? "other " : "content ") + store.envelope();
  }

  private static void check(Stored outcome, Step.Store store, Model model, long now) {
    int envelope = store.envelope();
    String content = contentOf(store);
    String seen = model.seen.get(envelope);
    // Between one and two retentions it may be remembered or not; before, it must be.
    boolean remembered =
        seen != null && now - model.seenAt.getOrDefault(envelope, 0L) < RETENTION.toMillis();
    boolean mayBeNew = !remembered;
    switch (outcome) {
      case Stored.New stored -> {
        assertThat(mayBeNew).isTrue();
        assertThat(model.waiting).hasSizeLessThan(MAX_ENTRIES);
        model.waiting.add(new Model.Waiting(envelope, content, now));
        model.seen.put(envelope, content);
        model.seenAt.put(envelope, now);
      }
      case Stored.Before before -> assertThat(content).isEqualTo(seen);
      case Stored.Conflict conflict -> assertThat(content).isNotEqualTo(seen);
      case Stored.Full full -> {
        assertThat(mayBeNew).isTrue();
        assertThat(model.waiting).hasSize(MAX_ENTRIES);
      }
    }
  }
}
