package chat.tacet.client.fuzz;

import chat.tacet.client.people.Phone;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.EnvelopeId;
import chat.tacet.client.protocol.bytes.RoomId;
import chat.tacet.client.protocol.bytes.Secret;
import chat.tacet.client.protocol.content.Content;
import chat.tacet.client.protocol.content.ContentAddress;
import chat.tacet.client.protocol.content.ContentBody;
import chat.tacet.client.protocol.content.ContentCipher;
import chat.tacet.client.protocol.content.ContentKey;
import chat.tacet.client.protocol.content.RoomState;
import chat.tacet.client.protocol.pair.TypingNotice;
import chat.tacet.client.protocol.prekey.FetchedBundle;
import chat.tacet.client.protocol.prekey.OurPrekey;
import chat.tacet.client.protocol.ratchet.SealedMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The two people whose bytes are decoded, and honest bytes of theirs to begin from. */
final class FuzzWorld {

  private static final FuzzWorld WORLD = new FuzzWorld();
  private static final Path CORPUS =
      Path.of("src/test/resources/chat/tacet/client/fuzz/DecodersFuzzTestInputs");

  private final Phone alice = new Phone("Alice");
  private final Phone bob = new Phone("Bob");
  private final FetchedBundle bundle = alice.publish(true);
  private final Bytes first;
  private final Bytes waiting;
  private final ContentAddress address;
  private final ContentCipher.SealedContent sealed;

  private FuzzWorld() {
    bob.read(alice, alice.write(bob, 1));
    alice.read(bob, bob.write(alice, 2));
    waiting = alice.write(bob, 3);
    alice.begin(bob, true);
    first = alice.write(bob, 4);
    address =
        new ContentAddress(
            RoomId.of(new byte[RoomId.LENGTH]),
            alice.us().account(),
            alice.us().id(),
            EnvelopeId.of(new byte[EnvelopeId.LENGTH]));
    sealed =
        ContentCipher.seal(
            content(new ContentBody.Text("Hello", null)).encode(), address, alice.randomness());
  }

  static FuzzWorld get() {
    return WORLD;
  }

  Phone alice() {
    return alice;
  }

  Phone bob() {
    return bob;
  }

  FetchedBundle bundle() {
    return bundle;
  }

  ContentAddress address() {
    return address;
  }

  ContentKey contentKey() {
    return sealed.key();
  }

  /** Writes the honest part of the corpus anew. */
  public static void main(String[] args) throws IOException {
    WORLD.writeCorpus();
  }

  private void writeCorpus() throws IOException {
    SealedMessage.First message = (SealedMessage.First) SealedMessage.decode(first);
    for (String target : List.of("sealedMessage", "openedMessage")) {
      write(target, "first", first);
      write(target, "later", waiting);
    }
    write("handshake", "honest", message.handshake());
    write(
        "typingNotice",
        "honest",
        alice
            .pair(bob)
            .sealTyping(new TypingNotice(true, bob.now(), address.room()), alice.randomness())
            .orElseThrow());
    write("pair", "alice", revealed(alice.pair(bob).encode()));
    write("pair", "bob", revealed(bob.pair(alice).encode()));
    write(
        "ratchetSession", "bob", revealed(bob.pair(alice).activeSession().orElseThrow().encode()));
    write("deviceList", "alice", alice.list().signed());
    write("prekey", "signed", bundle.x25519Signed().encode());
    write("prekey", "last-resort", bundle.mlKemLastResort().encode());
    write("ourRecords", "device", revealed(alice.us().encode()));
    write("ourRecords", "identity", revealed(alice.identity().encode()));
    for (OurPrekey prekey : alice.prekeys()) {
      write("ourRecords", "prekey-" + prekey.id().kind().number(), revealed(prekey.encode()));
    }
    var family = new ContentBody.RoomName("Family", "All of us", Bytes.zeros(32));
    for (ContentBody body :
        List.of(
            new ContentBody.Text("Hello", contentKey().messageId()),
            new ContentBody.Receipt(
                ContentBody.Receipt.Kind.READ, List.of(contentKey().messageId())),
            new ContentBody.Reaction(contentKey().messageId(), "👍"),
            new ContentBody.ResendRequest(List.of(), List.of(7L)),
            new ContentBody.RoomUpdate(family),
            new ContentBody.GroupInvitation(address.room(), Bytes.zeros(32), family))) {
      Bytes encoded = revealed(content(body).encode());
      String name = body.getClass().getSimpleName().toLowerCase(Locale.ROOT);
      write("content", name, encoded);
      write("contentOfSender", name, encoded);
    }
    write("body", "honest", sealed.body());
    write("contentKey", "once", revealed(contentKey().encode()));
    write("contentKey", "resent", revealed(contentKey().resent(address.envelope()).encode()));
    write("vault", "zeros", Bytes.zeros(61));
  }

  private Content content(ContentBody body) {
    RoomState state =
        new RoomState(
            1,
            null,
            List.of(new RoomState.DeviceListHead(alice.us().account(), 1, alice.list().hash())));
    return new Content(
        address.room(),
        alice.now(),
        body instanceof ContentBody.ResendRequest ? 0 : 1,
        List.of(),
        state,
        body);
  }

  private static Bytes revealed(Secret secret) {
    return Bytes.of(secret.reveal());
  }

  private static void write(String target, String name, Bytes bytes) throws IOException {
    Path file = CORPUS.resolve(target).resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, bytes.toArray());
  }
}
