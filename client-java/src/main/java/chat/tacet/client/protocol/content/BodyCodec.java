package chat.tacet.client.protocol.content;

import chat.tacet.client.protocol.Refusal.Validation;
import chat.tacet.client.protocol.RefusedException;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.MessageId;
import chat.tacet.contracts.content.v1.Content;
import chat.tacet.contracts.content.v1.Delete;
import chat.tacet.contracts.content.v1.Edit;
import chat.tacet.contracts.content.v1.ProfileUpdate;
import chat.tacet.contracts.content.v1.Reaction;
import chat.tacet.contracts.content.v1.Receipt;
import chat.tacet.contracts.content.v1.ResendRequest;
import chat.tacet.contracts.content.v1.RoomUpdate;
import chat.tacet.contracts.content.v1.Text;

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
      case ContentBody.RoomUpdate(String name, String description) ->
          message.setRoomUpdate(RoomUpdate.newBuilder().setName(name).setDescription(description));
      case ContentBody.Unknown _ -> {} // Has no form here: only its received bytes are kept.
    }
  }

  static ContentBody read(Content message) {
    return switch (message.getBodyCase()) {
      case TEXT ->
          new ContentBody.Text(
              message.getText().getBody(),
              message.getText().getReplyTo().isEmpty() ? null : replyTo(message.getText()));
      case RECEIPT ->
          new ContentBody.Receipt(
              kind(message.getReceipt()),
              ContentCodec.messageIds(
                  message.getReceipt().getMessageIdsList(), Validation.CONTENT_RECEIPT));
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
      case ROOM_UPDATE ->
          new ContentBody.RoomUpdate(
              message.getRoomUpdate().getName(), message.getRoomUpdate().getDescription());
      // No groups, no history, no other devices in this client: kept as received, like newer
      // things.
      case GROUP_INVITATION, HISTORY_PART, READ_MARKS, BODY_NOT_SET -> new ContentBody.Unknown();
    };
  }

  private static MessageId replyTo(Text text) {
    Rules.require(text.getReplyTo().size() == MessageId.LENGTH, Validation.CONTENT_TEXT);
    return ContentCodec.messageId(text.getReplyTo());
  }

  private static ContentBody.Receipt.Kind kind(Receipt receipt) {
    return switch (receipt.getKind()) {
      case DELIVERED -> ContentBody.Receipt.Kind.DELIVERED;
      case READ -> ContentBody.Receipt.Kind.READ;
      case KIND_UNSPECIFIED, UNRECOGNIZED -> throw new RefusedException(Validation.CONTENT_RECEIPT);
    };
  }
}
