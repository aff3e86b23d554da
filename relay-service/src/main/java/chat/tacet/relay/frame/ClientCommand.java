package chat.tacet.relay.frame;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A frame of a device, checked: lengths, counts and ids are right; rights are not looked at yet.
 */
public sealed interface ClientCommand {

  /** One part of a message. */
  record SendPart(
      UUID envelopeId,
      @Nullable SendHead head,
      ByteString chunk,
      List<SealedPiece> keys,
      boolean commit)
      implements ClientCommand {

    /** What this part adds to the size of its message. */
    public int bytes() {
      int sum = chunk.size();
      for (SealedPiece key : keys) {
        sum += key.sealed().size();
      }
      return sum;
    }
  }

  /** The device has these in its own storage. */
  record Acknowledge(List<MailId> mails) implements ClientCommand {}

  /** Somebody is typing. */
  record TypingSignal(UUID room, List<SealedPiece> pieces) implements ClientCommand {}

  /** May friends see this person online? */
  record PresenceChoice(boolean visible) implements ClientCommand {}

  /** The device is alive and wants to know whether the relay is. */
  record PingSignal(long nonce) implements ClientCommand {}
}
