package chat.tacet.client.protocol.content;

import chat.tacet.client.protocol.Refusal;
import chat.tacet.client.protocol.Refusal.Codec.Fault;
import chat.tacet.client.protocol.Refusal.Validation;
import chat.tacet.client.protocol.RefusedException;
import chat.tacet.client.protocol.bytes.AccountId;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.MessageId;
import chat.tacet.client.protocol.bytes.RoomId;
import chat.tacet.client.protocol.bytes.Secret;
import chat.tacet.contracts.content.v1.DeviceListHead;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.List;

/** {@link Content} to and from the protobuf of [C-1]. */
final class ContentCodec {

  private static final int FORMAT = 1;

  private ContentCodec() {}

  static Secret encode(Content content) {
    var message =
        chat.tacet.contracts.content.v1.Content.newBuilder()
            .setFormat(FORMAT)
            .setRoomId(string(content.room().value()))
            .setSentAtMs(content.sentAt())
            .setCounter(content.counter())
            .addAllSeen(strings(content.seen()))
            .setRoomState(encode(content.roomState()));
    BodyCodec.write(message, content.body());
    return Secret.of(message.build().toByteArray());
  }

  static Content decode(Secret content) {
    chat.tacet.contracts.content.v1.Content message;
    try {
      message = chat.tacet.contracts.content.v1.Content.parseFrom(content.reveal());
    } catch (InvalidProtocolBufferException _) {
      throw new RefusedException(new Refusal.Codec(Content.FORM, Fault.MALFORMED));
    }
    if (message.getFormat() != FORMAT) {
      throw new RefusedException(new Refusal.Codec(Content.FORM, Fault.VERSION)); // [C-7]
    }
    if (!message.hasRoomState()) {
      throw new RefusedException(Validation.CONTENT_ROOM_STATE);
    }
    return new Content(
        new RoomId(bytes(message.getRoomId())),
        message.getSentAtMs(),
        message.getCounter(),
        messageIds(message.getSeenList(), Validation.CONTENT_SEEN),
        decode(message.getRoomState()),
        BodyCodec.read(message));
  }

  private static chat.tacet.contracts.content.v1.RoomState encode(RoomState state) {
    Bytes logHead = state.logHead();
    var message =
        chat.tacet.contracts.content.v1.RoomState.newBuilder()
            .setRoomVersion(state.roomVersion())
            .setLogHead(string(logHead == null ? Bytes.EMPTY : logHead));
    for (RoomState.DeviceListHead head : state.deviceLists()) {
      message.addDeviceLists(
          DeviceListHead.newBuilder()
              .setAccountId(string(head.account().value()))
              .setVersion(head.version())
              .setHash(string(head.hash())));
    }
    return message.build();
  }

  private static RoomState decode(chat.tacet.contracts.content.v1.RoomState message) {
    return new RoomState(
        message.getRoomVersion(),
        message.getLogHead().isEmpty() ? null : bytes(message.getLogHead()),
        message.getDeviceListsList().stream().map(ContentCodec::head).toList());
  }

  private static RoomState.DeviceListHead head(DeviceListHead message) {
    RoomState.require(message.getAccountId().size() == AccountId.LENGTH);
    return new RoomState.DeviceListHead(
        new AccountId(bytes(message.getAccountId())),
        message.getVersion(),
        bytes(message.getHash()));
  }

  static List<MessageId> messageIds(List<ByteString> strings, Validation refusal) {
    for (ByteString string : strings) {
      Rules.require(string.size() == MessageId.LENGTH, refusal);
    }
    return strings.stream().map(ContentCodec::messageId).toList();
  }

  static MessageId messageId(ByteString string) {
    return new MessageId(bytes(string));
  }

  static List<ByteString> strings(List<MessageId> ids) {
    return ids.stream().map(id -> string(id.value())).toList();
  }

  static ByteString string(Bytes bytes) {
    return ByteString.copyFrom(bytes.toArray());
  }

  static Bytes bytes(ByteString string) {
    return Bytes.of(string.toByteArray());
  }
}
