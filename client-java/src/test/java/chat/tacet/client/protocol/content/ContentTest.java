package chat.tacet.client.protocol.content;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.client.people.SeededRandomness;
import chat.tacet.client.protocol.Limits;
import chat.tacet.client.protocol.bytes.AccountId;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.DeviceId;
import chat.tacet.client.protocol.bytes.EnvelopeId;
import chat.tacet.client.protocol.bytes.MessageId;
import chat.tacet.client.protocol.bytes.RoomId;
import chat.tacet.client.protocol.bytes.Secret;
import chat.tacet.client.protocol.crypto.Randomness;
import chat.tacet.client.vectors.Refused;
import chat.tacet.contracts.content.v1.GroupInvitation;
import chat.tacet.contracts.content.v1.RoomUpdate;
import com.google.protobuf.ByteString;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("[C] What Alice says")
class ContentTest {

  private static final MessageId ID = MessageId.of(new byte[32]);
  private static final RoomId ROOM = RoomId.of(new byte[16]);
  private static final ContentBody.RoomName FAMILY =
      new ContentBody.RoomName("Family", "All of us", Bytes.zeros(32));

  private final Randomness randomness = new SeededRandomness("content");
  private final ContentAddress address =
      new ContentAddress(
          ROOM,
          AccountId.of(randomness.next(16)),
          DeviceId.of(randomness.next(16)),
          EnvelopeId.of(randomness.next(16)));

  @TestFactory
  @DisplayName("[C-1] [C-8] every type comes back as it was said")
  Stream<DynamicTest> types() {
    return Stream.of(
            new ContentBody.Text("Grüße 👋", null),
            new ContentBody.Text("no", ID),
            new ContentBody.Receipt(ContentBody.Receipt.Kind.DELIVERED, List.of(ID)),
            new ContentBody.Receipt(ContentBody.Receipt.Kind.READ, List.of(ID, ID)),
            new ContentBody.Edit(ID, "yes"),
            new ContentBody.Delete(ID),
            new ContentBody.Reaction(ID, "👍"),
            new ContentBody.Reaction(ID, ""),
            new ContentBody.ResendRequest(List.of(ID), List.of(1L, 7L)),
            new ContentBody.ProfileUpdate("Alice", ""),
            new ContentBody.RoomUpdate(FAMILY),
            new ContentBody.GroupInvitation(ROOM, Bytes.zeros(32), FAMILY))
        .map(body ->
            DynamicTest.dynamicTest(
                body.toString(),
                () -> {
                  Content content = content(body);
                  assertThat(Content.decode(content.encode(), ROOM)).isEqualTo(content);
                  boolean said =
                      body instanceof ContentBody.Text(String text, var _)
                          && body.toString().contains(text);
                  assertThat(said).as("prints what was written").isFalse();
                }));
  }

  @Test
  @DisplayName("[C-3] [C-6] a body opens under its own address only")
  void address() {
    ContentCipher.SealedContent sealed = seal("hello");
    assertThat(open(sealed.body(), sealed.key(), address)).isEqualTo("hello");
    byte[] other = new byte[16];
    for (ContentAddress elsewhere :
        List.of(
            new ContentAddress(
                RoomId.of(bytes(16, 1)), address.sender(), address.device(), address.envelope()),
            new ContentAddress(ROOM, AccountId.of(other), address.device(), address.envelope()),
            new ContentAddress(ROOM, address.sender(), DeviceId.of(other), address.envelope()),
            new ContentAddress(ROOM, address.sender(), address.device(), EnvelopeId.of(other)))) {
      Refused.with("content-commitment", () -> open(sealed.body(), sealed.key(), elsewhere));
    }
  }

  @Test
  @DisplayName("[C-4] [C-6] no body has two meanings: one message id stands for one text")
  void oneText() {
    ContentCipher.SealedContent one = seal("yes");
    ContentCipher.SealedContent other = seal("no");
    Refused.with("content-commitment", () -> open(other.body(), one.key(), address));
    ContentKey mixed = new ContentKey(other.key().secret(), one.key().messageId());
    Refused.with("content-message-id", () -> open(other.body(), mixed, address));
  }

  @Test
  @DisplayName("[C-15] what was resent opens under the envelope it was first sent under")
  void resent() {
    ContentCipher.SealedContent sealed = seal("again");
    ContentAddress now =
        new ContentAddress(ROOM, address.sender(), address.device(), EnvelopeId.of(bytes(16, 9)));
    Refused.with("content-commitment", () -> open(sealed.body(), sealed.key(), now));
    ContentKey key = ContentKey.decode(sealed.key().resent(address.envelope()).encode());
    assertThat(open(sealed.body(), key, now)).isEqualTo("again");
    ContentAddress ofMallory =
        new ContentAddress(ROOM, AccountId.of(bytes(16, 3)), address.device(), now.envelope());
    Refused.with("content-commitment", () -> open(sealed.body(), key, ofMallory));
  }

  @Test
  @DisplayName("[R-5] the payload has one of two forms")
  void payload() {
    ContentKey key = seal("x").key();
    assertThat(key.encode().length()).isEqualTo(65);
    assertThat(ContentKey.decode(key.encode())).isEqualTo(key);
    ContentKey resent = key.resent(address.envelope());
    assertThat(resent.encode().length()).isEqualTo(81);
    assertThat(ContentKey.decode(resent.encode())).isEqualTo(resent);
    assertThat(key.toString()).contains("value=redacted");
    byte[] longer = resent.encode().reveal();
    longer[0] = 1;
    Refused.with("content-key-trailing", () -> ContentKey.decode(Secret.of(longer)));
    longer[0] = 3;
    Refused.with("content-key-version", () -> ContentKey.decode(Secret.of(longer)));
  }

  @ParameterizedTest
  @CsvSource({
    "4, 256",
    "256, 256",
    "257, 1024",
    "1024, 1024",
    "1025, 4096",
    "4097, 16384",
    "16384, 16384",
    "16385, 17408",
    "17408, 17408",
    "17409, 18432",
    "32768, 32768",
    "32769, 34816",
    "47104, 47104",
  })
  @DisplayName("[C-2] a padded length is a bucket, and beyond the largest one Padmé's")
  void buckets(int length, int bucket) {
    assertThat(Padding.bucket(length)).isEqualTo(bucket);
  }

  @Test
  @DisplayName("[C-2] padding that is not zero or not of the bucket's length is refused")
  void padding() {
    byte[] padded = Padding.pad(new byte[] {1, 2, 3});
    assertThat(Padding.unpad(padded).reveal()).containsExactly(1, 2, 3);
    byte[] dirty = padded.clone();
    dirty[255] = 1;
    Refused.with("content-padding", () -> Padding.unpad(dirty));
    Refused.with("content-padding", () -> Padding.unpad(Arrays.copyOf(padded, 255)));
    Refused.with("content-padding", () -> Padding.unpad(Arrays.copyOf(padded, 1_024)));
    byte[] tooLong = padded.clone();
    tooLong[2] = 1;
    Refused.with("content-truncated", () -> Padding.unpad(tooLong));
  }

  @Test
  @DisplayName("[C-7] content has at most 47,100 bytes, and its body fits the relay's 49,152")
  void length() {
    Secret longest = Secret.of(new byte[Limits.MAX_CONTENT_BYTES]);
    assertThat(ContentCipher.seal(longest, address, randomness).body().length())
        .isLessThanOrEqualTo(49_152);
    Secret longer = Secret.of(new byte[Limits.MAX_CONTENT_BYTES + 1]);
    Refused.with("content-too-long", () -> ContentCipher.seal(longer, address, randomness));
  }

  @Test
  @DisplayName("[C-5] a body of another version or suite is refused")
  void body() {
    byte[] body = seal("x").body().toArray();
    byte[] version = body.clone();
    version[0] = 2;
    Refused.with("body-version", () -> ContentCipher.messageId(Bytes.of(version), address));
    byte[] suite = body.clone();
    suite[2] = 2;
    Refused.with("body-suite", () -> ContentCipher.messageId(Bytes.of(suite), address));
  }

  @Test
  @DisplayName("[C-13] everybody can compute the message id of a delivered body")
  void messageId() {
    ContentCipher.SealedContent sealed = seal("x");
    assertThat(ContentCipher.messageId(sealed.body(), address)).isEqualTo(sealed.key().messageId());
  }

  @Test
  @DisplayName("[C-6] [C-7] another room, another format, a type of the future")
  void fromElsewhere() throws Exception {
    Secret encoded = content(new ContentBody.Text("x", null)).encode();
    Refused.with("content-room", () -> Content.decode(encoded, RoomId.of(bytes(16, 1))));
    Refused.with("content-version", () -> decode(message -> message.setFormat(2)));
    Refused.with("content-malformed", () -> Content.decode(Secret.of(new byte[] {1}), ROOM));
    assertThat(decode(message -> message.clearBody()).body()).isEqualTo(new ContentBody.Unknown());
  }

  @Test
  @DisplayName("[C-8] [C-11] fields that break a rule are refused with its code")
  void rules() {
    Refused.with("content-counter", () -> decode(message -> message.setCounter(0)));
    Refused.with("content-counter", () -> decode(message -> message.setCounter(-1)));
    Refused.with(
        "content-counter", () -> content(1, new ContentBody.ResendRequest(List.of(ID), List.of())));
    Refused.with(
        "content-seen",
        () -> decode(message -> message.addSeen(ByteString.copyFrom(bytes(31, 1)))));
    Refused.with("content-room-state", () -> decode(message -> message.clearRoomState()));
    Refused.with(
        "content-room-state",
        () ->
            decode(message ->
                message.setRoomState(
                    message.getRoomState().toBuilder()
                        .setLogHead(ByteString.copyFrom(new byte[31])))));
    Refused.with("content-malformed", () -> decode(message -> message.setSentAtMs(1L << 53)));
    Refused.with("room-id-length", () -> decode(message -> message.setRoomId(ByteString.EMPTY)));
    Refused.with(
        "content-seen",
        () ->
            new Content(
                ROOM,
                1,
                1,
                Collections.nCopies(9, ID),
                new RoomState(1, null, List.of()),
                new ContentBody.Delete(ID)));
    Refused.with(
        "content-room-state",
        () ->
            new RoomState(
                1,
                null,
                Collections.nCopies(
                    257, new RoomState.DeviceListHead(address.sender(), 1, Bytes.zeros(32)))));
  }

  @Test
  @DisplayName("[C-8] each type has its own limits")
  void typeRules() {
    Refused.with("content-text", () -> new ContentBody.Text("", null));
    Refused.with("content-text", () -> new ContentBody.Text("ü".repeat(8_193), null));
    Refused.with("content-text", () -> new ContentBody.Text("half \ud83d", null));
    assertThat(new ContentBody.Text("ü".repeat(8_192), null).isSilent()).isFalse();
    Refused.with("content-text", () -> new ContentBody.Edit(ID, ""));
    var read = ContentBody.Receipt.Kind.READ;
    Refused.with("content-receipt", () -> new ContentBody.Receipt(read, List.of()));
    Refused.with(
        "content-receipt", () -> new ContentBody.Receipt(read, Collections.nCopies(513, ID)));
    Refused.with("content-reaction", () -> new ContentBody.Reaction(ID, "👍".repeat(17)));
    Refused.with(
        "content-resend-request", () -> new ContentBody.ResendRequest(List.of(), List.of()));
    Refused.with(
        "content-resend-request",
        () -> new ContentBody.ResendRequest(Collections.nCopies(64, ID), List.of(1L)));
    Refused.with(
        "content-resend-request", () -> new ContentBody.ResendRequest(List.of(), List.of(0L)));
    Refused.with("content-profile-update", () -> new ContentBody.ProfileUpdate("", "B"));
    Refused.with(
        "content-profile-update", () -> new ContentBody.ProfileUpdate("A", "👋".repeat(65)));
    assertThat(new ContentBody.ProfileUpdate("A", "👋".repeat(64)).isSilent()).isFalse();
  }

  @Test
  @DisplayName("[M-11] [M-15] [M-16] names have a salt, invitations all their parts, logs an entry")
  void groups() {
    Refused.with("content-room-state", () -> new RoomState(0, Bytes.zeros(32), List.of()));
    for (ContentBody.RoomName wrong :
        List.of(
            new ContentBody.RoomName("", "", Bytes.zeros(32)),
            new ContentBody.RoomName("👋".repeat(65), "", Bytes.zeros(32)),
            new ContentBody.RoomName("A", "x".repeat(2_049), Bytes.zeros(32)),
            new ContentBody.RoomName("A", "", Bytes.EMPTY),
            new ContentBody.RoomName("A", "", Bytes.zeros(31)))) {
      Refused.with("content-room-update", () -> new ContentBody.RoomUpdate(wrong));
      Refused.with(
          "content-group-invitation",
          () -> new ContentBody.GroupInvitation(ROOM, Bytes.zeros(32), wrong));
    }
    Refused.with(
        "content-group-invitation",
        () -> new ContentBody.GroupInvitation(ROOM, Bytes.zeros(31), FAMILY));
    RoomUpdate unsalted = RoomUpdate.newBuilder().setName("Family").build();
    Refused.with("content-room-update", () -> decode(message -> message.setRoomUpdate(unsalted)));
    GroupInvitation roomless =
        GroupInvitation.newBuilder().setFirstHash(ByteString.copyFrom(new byte[32])).build();
    Refused.with(
        "content-group-invitation", () -> decode(message -> message.setGroupInvitation(roomless)));
    GroupInvitation nameless =
        roomless.toBuilder().setRoomId(ByteString.copyFrom(new byte[16])).build();
    Refused.with(
        "content-group-invitation", () -> decode(message -> message.setGroupInvitation(nameless)));
  }

  private ContentCipher.SealedContent seal(String text) {
    return ContentCipher.seal(
        content(new ContentBody.Text(text, null)).encode(), address, randomness);
  }

  private static String open(Bytes body, ContentKey key, ContentAddress address) {
    Content content = Content.decode(ContentCipher.open(body, key, address), ROOM);
    if (content.body() instanceof ContentBody.Text(String text, var _)) {
      return text;
    }
    throw new AssertionError("no text");
  }

  private static Content content(ContentBody body) {
    return content(body instanceof ContentBody.ResendRequest ? 0 : 7, body);
  }

  private static Content content(long counter, ContentBody body) {
    AccountId alice = AccountId.of(new byte[16]);
    RoomState state =
        new RoomState(
            3, Bytes.zeros(32), List.of(new RoomState.DeviceListHead(alice, 2, Bytes.zeros(32))));
    return new Content(ROOM, 1_790_000_000_000L, counter, List.of(ID), state, body);
  }

  /** A changed text, decoded. */
  private static Content decode(
      UnaryOperator<chat.tacet.contracts.content.v1.Content.Builder> change) throws Exception {
    Secret encoded = content(new ContentBody.Text("x", null)).encode();
    var message = chat.tacet.contracts.content.v1.Content.parseFrom(encoded.reveal()).toBuilder();
    return Content.decode(Secret.of(change.apply(message).build().toByteArray()), ROOM);
  }

  private static byte[] bytes(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }
}
