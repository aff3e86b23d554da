package chat.tacet.relay.mailbox.redis;

import chat.tacet.relay.TestLimits;
import chat.tacet.relay.frame.DeviceAddress;
import chat.tacet.relay.frame.MailId;
import chat.tacet.relay.frame.SealedPiece;
import chat.tacet.relay.limits.RelayLimits;
import chat.tacet.relay.mailbox.HeldMail;
import chat.tacet.relay.mailbox.Letter;
import chat.tacet.relay.mailbox.Mail;
import chat.tacet.relay.mailbox.MailBatch;
import chat.tacet.relay.mailbox.Stored;
import chat.tacet.relay.redis.TestLink;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** A post office over one Redis, in words short enough for tests. */
final class Post {

  static final DeviceAddress ALICE = new DeviceAddress(UUID.randomUUID(), UUID.randomUUID());
  private static final UUID ROOM = UUID.randomUUID();

  final SteppingClock clock = new SteppingClock();
  final RedisMailboxes mailboxes;
  private final DeviceAddress sender;
  private final Uncollected uncollected;
  private long counter;

  Post(TestLink redis) {
    this(redis, Map.of());
  }

  Post(TestLink redis, Map<String, String> limits) {
    this(redis, limits, ALICE);
  }

  Post(TestLink redis, Map<String, String> changes, DeviceAddress sender) {
    RelayLimits limits = TestLimits.with(changes);
    this.uncollected = new Uncollected(redis.link(), limits, clock);
    this.mailboxes = new RedisMailboxes(redis.link(), limits, uncollected, clock);
    this.sender = sender;
  }

  /** The key of its entries. */
  static String stream(DeviceAddress device) {
    return "mb:{" + device.device() + "}:s";
  }

  /** The key of a body that Alice sent to many. */
  static String body(UUID envelope) {
    return "body:{" + ALICE.device() + "." + envelope + "}:c";
  }

  static DeviceAddress someone() {
    return new DeviceAddress(UUID.randomUUID(), UUID.randomUUID());
  }

  List<Stored> post(UUID envelopeId, String content, DeviceAddress... recipients) {
    return together(letter(envelopeId, content, recipients)).getFirst();
  }

  /** Letters that come at once: what became of each. */
  List<List<Stored>> together(Letter... letters) {
    return mailboxes.post(List.of(letters), Runnable::run).done().stream().map(Post::get).toList();
  }

  Letter letter(UUID envelopeId, String content, DeviceAddress... recipients) {
    List<SealedPiece> keys =
        Arrays.stream(recipients)
            .map(to -> new SealedPiece(to, ByteString.copyFromUtf8("key of " + to.device())))
            .toList();
    return new Letter(
        envelopeId,
        sender,
        ROOM,
        false,
        ++counter,
        clock.millis(),
        ByteString.copyFromUtf8(content),
        keys);
  }

  Stored postOne(UUID envelopeId, String content, DeviceAddress recipient) {
    return post(envelopeId, content, recipient).getFirst();
  }

  List<Mail> read(DeviceAddress owner) {
    return get(mailboxes.read(owner.device(), MailId.BEGINNING, 1000)).mails();
  }

  /** One reading of so many entries. */
  MailBatch batch(DeviceAddress owner, MailId after, int limit) {
    return get(mailboxes.read(owner.device(), after, limit));
  }

  List<String> contents(DeviceAddress owner) {
    return read(owner).stream().map(Post::contentOf).toList();
  }

  void ack(DeviceAddress owner, Mail... mails) {
    List<HeldMail> held = Arrays.stream(mails).map(Mail::held).toList();
    get(mailboxes.acknowledge(owner.device(), held));
  }

  /** What the sender has lying uncollected, in bytes. */
  long uncollected() {
    return get(uncollected.read(sender.account()));
  }

  static String contentOf(Mail mail) {
    if (mail.body() != null) {
      return mail.content().toStringUtf8();
    }
    try {
      return chat.tacet.contracts.relay.v1.Deliver.parseFrom(mail.fields())
          .getContent()
          .toStringUtf8();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }
}
