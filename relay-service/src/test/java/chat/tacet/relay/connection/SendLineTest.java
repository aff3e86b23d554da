package chat.tacet.relay.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.tacet.contracts.relay.v1.Deliver;
import chat.tacet.contracts.relay.v1.ServerFrame;
import chat.tacet.contracts.relay.v1.ServerFrame.FrameCase;
import chat.tacet.contracts.relay.v1.TryLater;
import chat.tacet.kit.testing.TestRedis;
import chat.tacet.relay.TestLimits;
import chat.tacet.relay.admission.Admission;
import chat.tacet.relay.admission.Draft;
import chat.tacet.relay.delivery.LetterCarrier;
import chat.tacet.relay.directory.Circle;
import chat.tacet.relay.directory.DeviceList;
import chat.tacet.relay.directory.Directory;
import chat.tacet.relay.directory.Room;
import chat.tacet.relay.directory.Versioned;
import chat.tacet.relay.frame.DeviceAddress;
import chat.tacet.relay.frame.MailId;
import chat.tacet.relay.frame.SealedPiece;
import chat.tacet.relay.frame.SendHead;
import chat.tacet.relay.limits.RelayLimits;
import chat.tacet.relay.limits.SendRates;
import chat.tacet.relay.mailbox.Capacity;
import chat.tacet.relay.mailbox.Mail;
import chat.tacet.relay.redis.TestLink;
import chat.tacet.relay.roster.Roster;
import chat.tacet.relay.system.SocketLoops;
import chat.tacet.relay.wake.Holder;
import chat.tacet.relay.wake.NodeCalls;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.lettuce.core.resource.ClientResources;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import reactor.netty.resources.LoopResources;

/** Alice writes faster than the store answers. */
class SendLineTest {

  private static final int LOOPS = 2;

  /** As in a relay, the connections to Redis live on the loops of the sockets. */
  private static final LoopResources loops = LoopResources.create("relay", LOOPS, true);

  private static final EventLoopGroup group = loops.onServer(LoopResources.DEFAULT_NATIVE);
  private static final TestLink redis =
      new TestLink(
          TestRedis.shared().url(),
          Map.of(),
          ClientResources.builder().eventLoopGroupProvider(new SocketLoops(group, LOOPS)).build());

  private final DeviceAddress alice = someone();
  private final DeviceAddress bob = someone();
  private final DeviceAddress carol = someone();
  private final DeviceAddress dave = someone();
  private final EventLoop loop = group.next();
  private final BlockingQueue<ServerFrame> answers = new LinkedBlockingQueue<>();
  private final RelayLimits limits = TestLimits.with(Map.of());
  private final BreakableMailboxes store = new BreakableMailboxes(redis.link(), limits);
  private final SendLine line =
      new SendLine(services(limits), alice, loop, answers::add, reads -> {});

  /** Of a node with memory for three letters. */
  private final SendLine narrow =
      new SendLine(
          services(TestLimits.with(Map.of("send.max-node-bytes", "2836"))),
          alice,
          loop,
          answers::add,
          reads -> {});

  private long counter;

  @AfterAll
  static void close() {
    redis.close();
    loops.dispose();
  }

  @Test
  @DisplayName("[F-5] letters for one, for many, small and large, keep their order")
  void lettersOfEveryKindKeepTheirOrder() {
    List<Draft> drafts = new ArrayList<>();
    List<String> written = new ArrayList<>();
    // Later some go alone, and of the large ones three are more than one call takes.
    for (int i = 0; i < 60; i++) {
      String text = i % 7 == 3 ? i + "x".repeat(45_000) : i + " is small";
      written.add(text);
      drafts.add(i > 30 && i % 11 == 5 ? draft(text, bob, carol, dave) : draft(text, bob));
    }
    // They come in one turn of the loop.
    loop.execute(() -> drafts.forEach(line::submit));

    await().until(() -> answers.size() == drafts.size());
    assertThat(answers).extracting(ServerFrame::getFrameCase).containsOnly(FrameCase.ACCEPTED);
    assertThat(contents(bob)).isEqualTo(written);
    assertThat(store.together).as("others have the loop, too").allMatch(count -> count <= 16);
    assertThat(store.together).as("what comes together goes together").anyMatch(count -> count > 4);
  }

  /** Repeated since the wires of the mailboxes and of the body live on one of two loops each. */
  @RepeatedTest(8)
  @DisplayName("[F-5] they do so when the store answers sooner than the loop goes on")
  void aSlowLoopKeepsTheOrder() {
    store.slow = true;
    List<DeviceAddress> all = List.of(bob, carol, dave);
    List<Draft> drafts = new ArrayList<>();
    List<String> written = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      String own = "for you " + i;
      String shared = "for all " + i;
      all.forEach(one -> drafts.add(draft(own, one)));
      drafts.add(draft(shared, bob, carol, dave));
      written.addAll(List.of(own, shared));
    }
    loop.execute(() -> drafts.forEach(line::submit));

    await().until(() -> answers.size() == drafts.size());
    assertThat(all).allSatisfy(one -> assertThat(contents(one)).isEqualTo(written));
  }

  @Test
  @DisplayName("[F-5] whatever breaks, each letter is answered, and those behind it go on")
  void whateverBreaksEachLetterIsAnswered() {
    store.broken = true;
    loop.execute(() -> {
      line.submit(draft("one", bob));
      line.submit(draft("two", bob));
      line.submit(draft("for all", bob, carol, dave));
      line.submit(draft("three", bob));
    });
    await().until(() -> answers.size() == 4);
    assertThat(answers).extracting(ServerFrame::getFrameCase).containsOnly(FrameCase.TRY_LATER);

    store.broken = false;
    loop.execute(() -> line.submit(draft("four", bob)));

    await().until(() -> answers.size() == 5);
    assertThat(contents(bob)).containsExactly("four");
  }

  @Test
  @DisplayName("[F-5] what a node has no memory for is put off, and taken once others are answered")
  void whatDoesNotFitIntoMemoryIsPutOff() {
    List<Draft> drafts = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      drafts.add(draft(i + "x".repeat(400), bob));
    }
    loop.execute(() -> drafts.forEach(narrow::submit));
    await().until(() -> answers.size() == 4);
    assertThat(answers).extracting(ServerFrame::getFrameCase).containsOnlyOnce(FrameCase.TRY_LATER);
    ServerFrame putOff = answers.peek();
    assertThat(putOff).isNotNull();
    assertThat(putOff.getTryLater().getReason()).isEqualTo(TryLater.Reason.BUSY);
    assertThat(contents(bob)).hasSize(3).doesNotContain(drafts.getLast().content().toStringUtf8());

    loop.execute(() -> narrow.submit(drafts.getLast()));
    await().until(() -> answers.size() == 5);
    assertThat(contents(bob)).hasSize(4).endsWith(drafts.getLast().content().toStringUtf8());
  }

  @Test
  @DisplayName(
      "what is not text takes memory as well: names of lists, and objects around short keys")
  void objectsCountAsBytesDo() {
    Map<UUID, Long> lists = new HashMap<>();
    while (lists.size() < 12) {
      lists.put(UUID.randomUUID(), 1L);
    }
    var head = new SendHead(UUID.randomUUID(), 1, lists, ++counter, false, true);
    var key = new SealedPiece(bob, ByteString.copyFromUtf8("k"));
    var small = new Draft(UUID.randomUUID(), head, ByteString.copyFromUtf8("x"), List.of(key));

    loop.execute(() -> narrow.submit(small));

    await().until(() -> answers.size() == 1);
    assertThat(answers.element().getTryLater().getReason()).isEqualTo(TryLater.Reason.BUSY);
  }

  private static DeviceAddress someone() {
    return new DeviceAddress(UUID.randomUUID(), UUID.randomUUID());
  }

  private Draft draft(String content, DeviceAddress... recipients) {
    var head = new SendHead(UUID.randomUUID(), 1, Map.of(), ++counter, false, true);
    List<SealedPiece> keys =
        Arrays.stream(recipients)
            .map(to -> new SealedPiece(to, ByteString.copyFromUtf8("key")))
            .toList();
    return new Draft(UUID.randomUUID(), head, ByteString.copyFromUtf8(content), keys);
  }

  private List<String> contents(DeviceAddress owner) {
    List<String> contents = new ArrayList<>();
    MailId after = MailId.BEGINNING;
    while (true) {
      List<Mail> mails =
          store.read(owner.device(), after, 100).toCompletableFuture().join().mails();
      if (mails.isEmpty()) {
        return contents;
      }
      mails.forEach(mail -> contents.add(contentOf(mail)));
      after = mails.getLast().id();
    }
  }

  private static String contentOf(Mail mail) {
    try {
      return mail.body() == null
          ? Deliver.parseFrom(mail.fields()).getContent().toStringUtf8()
          : mail.content().toStringUtf8();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What a line does not work with is not there. */
  @SuppressWarnings("NullAway")
  private RelayServices services(RelayLimits limits) {
    var roster = new Roster();
    var names = new Holder.Names("here");
    var nodes = new NodeCalls(redis.link(), roster, names);
    Capacity roomy = letter -> CompletableFuture.completedStage(Capacity.Space.FREE);
    return new RelayServices(
        limits,
        InstantSource.system(),
        names,
        roster,
        null,
        nodes,
        store,
        roomy,
        new Admission(new OneRoom()),
        new LetterCarrier(store, roster, nodes),
        new SendRates(limits),
        new SendMemory(limits.send()),
        new PartMemory(limits.frame()),
        null,
        null,
        null,
        null,
        null);
  }

  /** All of them are in the room, and were never anywhere else. */
  private final class OneRoom implements Directory {

    @Override
    public CompletionStage<Versioned<Room>> room(UUID room, UUID asker, Freshness freshness) {
      var members = Set.of(alice.account(), bob.account(), carol.account(), dave.account());
      return CompletableFuture.completedStage(
          new Versioned<>(1, new Room(members, true, false), true));
    }

    @Override
    public CompletionStage<Versioned<DeviceList>> devices(UUID account, Freshness freshness) {
      UUID device =
          List.of(alice, bob, carol, dave).stream()
              .filter(each -> each.account().equals(account))
              .findFirst()
              .orElseThrow()
              .device();
      var list = new DeviceList(Set.of(device));
      return CompletableFuture.completedStage(new Versioned<>(0, list, true));
    }

    @Override
    public CompletionStage<Versioned<Circle>> circle(UUID account, Freshness freshness) {
      throw new AssertionError("nobody asks");
    }
  }
}
