package chat.tacet.client.protocol.content;

import chat.tacet.client.protocol.Limits;
import chat.tacet.client.protocol.Refusal;
import chat.tacet.client.protocol.Refusal.Codec.Fault;
import chat.tacet.client.protocol.Refusal.Validation;
import chat.tacet.client.protocol.Refusal.Verification;
import chat.tacet.client.protocol.RefusedException;
import chat.tacet.client.protocol.bytes.ByteReader;
import chat.tacet.client.protocol.bytes.MessageId;
import chat.tacet.client.protocol.bytes.RoomId;
import chat.tacet.client.protocol.bytes.Secret;
import java.util.List;

/**
 * What one device says to a room, [C-8].
 *
 * @param sentAt the sender's clock, milliseconds
 * @param counter its number among the contents of the sending device in that room, [C-11]
 * @param seen the latest messages the sender has seen
 * @param roomState what it was encrypted for
 */
public record Content(
    RoomId room,
    long sentAt,
    long counter,
    List<MessageId> seen,
    RoomState roomState,
    ContentBody body) {

  static final String FORM = "content";

  public Content {
    seen = List.copyOf(seen);
    if (!ByteReader.isExact(sentAt)) {
      throw new RefusedException(new Refusal.Codec(FORM, Fault.MALFORMED));
    }
    if (!ByteReader.isExact(counter) || !isNumber(counter, body)) {
      throw new RefusedException(Validation.CONTENT_COUNTER);
    }
    if (seen.size() > Limits.MAX_SEEN) {
      throw new RefusedException(Validation.CONTENT_SEEN);
    }
  }

  /** The protobuf {@code Content}, to be given to {@link ContentCipher#seal}. */
  public Secret encode() {
    return ContentCodec.encode(this);
  }

  /**
   * Reads what {@link ContentCipher#open} gave.
   *
   * @param room of the address; another one inside is refused ({@code content-room}), [C-6]
   */
  public static Content decode(Secret content, RoomId room) {
    Content decoded = ContentCodec.decode(content);
    if (!decoded.room.equals(room)) {
      throw new RefusedException(Verification.CONTENT_ROOM);
    }
    return decoded;
  }

  // [C-11] Only the device that is asked gets a resend request: it is outside the sequence.
  private static boolean isNumber(long counter, ContentBody body) {
    return switch (body) {
      case ContentBody.ResendRequest _ -> counter == 0;
      default -> counter >= 1;
    };
  }
}
