package chat.tacet.client.protocol.content;

import chat.tacet.client.protocol.Refusal.Validation;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.MessageId;
import chat.tacet.client.protocol.bytes.RoomId;
import chat.tacet.contracts.content.v1.Content;
import chat.tacet.contracts.content.v1.Delete;
import chat.tacet.contracts.content.v1.Edit;
import chat.tacet.contracts.content.v1.GroupInvitation;
import chat.tacet.contracts.content.v1.ProfileUpdate;
import chat.tacet.contracts.content.v1.Reaction;
import chat.tacet.contracts.content.v1.Receipt;
import chat.tacet.contracts.content.v1.ResendRequest;
import chat.tacet.contracts.content.v1.RoomUpdate;
import chat.tacet.contracts.content.v1.Text;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.List;

/** {@link ContentBody} to and from the oneof of [C-1]. */
final class BodyCodec {

  private BodyCodec() {}

  static void write(Content.Builder message, ContentBody body) {
    switch (body) {
      case ContentBody.Text(String text, MessageId replyTo) ->
          message.setText(
              Text.newBuilder()
                  .setBody(text)
                  .setReplyTo(
                      ContentCodec.string(replyTo == null ? Bytes.EMPTY : replyTo.value())));
      case ContentBody.Receipt receipt ->
          message.setReceipt(
              Receipt.newBuilder()
                  .setKind(
                      switch (receipt.kind()) {
                        case DELIVERED -> Receipt.Kind.DELIVERED;
                        case READ -> Receipt.Kind.READ;
                      })
                  .addAllMessageIds(ContentCodec.strings(receipt.messages())));
      case ContentBody.Edit(MessageId target, String text) ->
          message.setEdit(
              Edit.newBuilder().setTarget(ContentCodec.string(target.value())).setBody(text));
      case ContentBody.Delete(MessageId target) ->
          message.setDelete(Delete.newBuilder().setTarget(ContentCodec.string(target.value())));
      case ContentBody.Reaction(MessageId target, String emoji) ->
          message.setReaction(
              Reaction.newBuilder().setTarget(ContentCodec.string(target.value())).setEmoji(emoji));
      case ContentBody.ResendRequest request ->
          message.setResendRequest(
              ResendRequest.newBuilder()
                  .addAllMessageIds(ContentCodec.strings(request.messages()))
                  .addAllCounters(request.numbers()));
      case ContentBody.ProfileUpdate(String firstName, String lastName) ->
          message.setProfileUpdate(
              ProfileUpdate.newBuilder().setFirstName(firstName).setLastName(lastName));
      case ContentBody.RoomUpdate(ContentBody.RoomName name) -> message.setRoomUpdate(write(name));
      case ContentBody.GroupInvitation(RoomId room, Bytes firstHash, ContentBody.RoomName name) ->
          message.setGroupInvitation(
              GroupInvitation.newBuilder()
                  .setRoomId(ContentCodec.string(room.value()))
                  .setFirstHash(ContentCodec.string(firstHash))
                  .setName(write(name)));
      case ContentBody.Unknown unknown -> merge(message, unknown);
    }
  }

  static ContentBody read(Content message) {
    return switch (message.getBodyCase()) {
      case TEXT ->
          new ContentBody.Text(
              message.getText().getBody(),
              message.getText().getReplyTo().isEmpty() ? null : replyTo(message.getText()));
      case RECEIPT -> receipt(message);
      case EDIT ->
          new ContentBody.Edit(
              ContentCodec.messageId(message.getEdit().getTarget()), message.getEdit().getBody());
      case DELETE ->
          new ContentBody.Delete(ContentCodec.messageId(message.getDelete().getTarget()));
      case REACTION ->
          new ContentBody.Reaction(
              ContentCodec.messageId(message.getReaction().getTarget()),
              message.getReaction().getEmoji());
      case RESEND_REQUEST ->
          new ContentBody.ResendRequest(
              ContentCodec.messageIds(
                  message.getResendRequest().getMessageIdsList(),
                  Validation.CONTENT_RESEND_REQUEST),
              message.getResendRequest().getCountersList());
      case PROFILE_UPDATE ->
          new ContentBody.ProfileUpdate(
              message.getProfileUpdate().getFirstName(), message.getProfileUpdate().getLastName());
      case ROOM_UPDATE -> new ContentBody.RoomUpdate(name(message.getRoomUpdate()));
      case GROUP_INVITATION -> invitation(message.getGroupInvitation());
      // [C-17] This client keeps no history and links no devices: it is never in a room of its own.
      case HISTORY_PART, READ_MARKS, TRUST_MARKS, BODY_NOT_SET -> unknown(message);
    };
  }

  private static RoomUpdate write(ContentBody.RoomName name) {
    return RoomUpdate.newBuilder()
        .setName(name.name())
        .setDescription(name.description())
        .setSalt(ContentCodec.string(name.salt()))
        .build();
  }

  private static ContentBody.RoomName name(RoomUpdate update) {
    return new ContentBody.RoomName(
        update.getName(), update.getDescription(), ContentCodec.bytes(update.getSalt()));
  }

  private static ContentBody invitation(GroupInvitation invitation) {
    Rules.require(
        invitation.getRoomId().size() == RoomId.LENGTH, Validation.CONTENT_GROUP_INVITATION);
    return new ContentBody.GroupInvitation(
        new RoomId(ContentCodec.bytes(invitation.getRoomId())),
        ContentCodec.bytes(invitation.getFirstHash()),
        name(invitation.getName()));
  }

  private static MessageId replyTo(Text text) {
    Rules.require(text.getReplyTo().size() == MessageId.LENGTH, Validation.CONTENT_TEXT);
    return ContentCodec.messageId(text.getReplyTo());
  }

  /** A kind of receipt that is not known here is content that is not known here, [C-8]. */
  private static ContentBody receipt(Content message) {
    Receipt receipt = message.getReceipt();
    List<MessageId> ids =
        ContentCodec.messageIds(receipt.getMessageIdsList(), Validation.CONTENT_RECEIPT);
    return switch (receipt.getKind()) {
      case DELIVERED -> new ContentBody.Receipt(ContentBody.Receipt.Kind.DELIVERED, ids);
      case READ -> new ContentBody.Receipt(ContentBody.Receipt.Kind.READ, ids);
      case KIND_UNSPECIFIED, UNRECOGNIZED -> unknown(message);
    };
  }

  private static ContentBody unknown(Content message) {
    Content only =
        message.toBuilder()
            .clearFormat()
            .clearRoomId()
            .clearSentAtMs()
            .clearCounter()
            .clearSeen()
            .clearRoomState()
            .build();
    return new ContentBody.Unknown(Bytes.of(only.toByteArray()), message.hasReceipt());
  }

  private static void merge(Content.Builder message, ContentBody.Unknown unknown) {
    try {
      message.mergeFrom(unknown.form().toArray());
    } catch (InvalidProtocolBufferException bug) {
      throw new IllegalStateException("what was read cannot be read again", bug);
    }
  }
}
