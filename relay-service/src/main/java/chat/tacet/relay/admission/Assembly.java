package chat.tacet.relay.admission;

import chat.tacet.contracts.relay.v1.Refused;
import chat.tacet.relay.admission.Assembled.Rejected;
import chat.tacet.relay.admission.Assembled.Unfinished;
import chat.tacet.relay.admission.Assembled.Whole;
import chat.tacet.relay.frame.ClientCommand.SendPart;
import chat.tacet.relay.frame.SealedPiece;
import chat.tacet.relay.frame.SendHead;
import chat.tacet.relay.limits.RelayLimits;
import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Puts the parts of one connection's messages together [F-3]: one message at a time, bounded in
 * size and time. A new one drops what was not finished. Belongs to the connection's event loop.
 */
public final class Assembly {

  /** What a key, or the version of a list, takes beside its bytes: some objects. */
  static final int PIECE_BYTES = 256;

  private final RelayLimits.Send limits;
  private @Nullable Unsent current;

  /** Refused or put off while parts of it were still on their way: they are passed over. */
  private @Nullable UUID ignored;

  public Assembly(RelayLimits.Send limits) {
    this.limits = limits;
  }

  /** A message whose commit has not come. */
  private static final class Unsent {
    final UUID envelopeId;
    final SendHead head;
    final long begunAtNanos;
    final List<SealedPiece> keys = new ArrayList<>();
    ByteString content = ByteString.EMPTY;
    int bytes;

    Unsent(UUID envelopeId, SendHead head, long nowNanos) {
      this.envelopeId = envelopeId;
      this.head = head;
      this.begunAtNanos = nowNanos;
    }
  }

  /** What is kept of a message that is not whole yet, in bytes. */
  public long bytes() {
    Unsent message = current;
    return message == null
        ? 0
        : message.bytes
            + (long) PIECE_BYTES * (1 + message.keys.size() + message.head.listVersions().size());
  }

  /** Adds a part. */
  public Assembled add(SendPart part, long nowNanos) {
    Unsent message = current;
    boolean continues = message != null && message.envelopeId.equals(part.envelopeId());
    SendHead head = part.head();
    if (message != null && continues && head == null) {
      return append(message, part);
    }
    if (head != null && !continues) {
      ignored = null;
      current = new Unsent(part.envelopeId(), head, nowNanos);
      return append(current, part);
    }
    if (part.envelopeId().equals(ignored)) {
      ignore(part.envelopeId(), !part.commit());
      return new Unfinished();
    }
    return reject(part, Refused.Reason.MALFORMED);
  }

  /**
   * Takes note that a message was refused or put off, so that the rest of it is passed over.
   *
   * @param moreToCome whether the part at hand was not the last
   */
  public void ignore(UUID envelopeId, boolean moreToCome) {
    current = null;
    ignored = moreToCome ? envelopeId : null;
  }

  /** Gives up on a message whose commit did not come in time, and names it. */
  public Optional<UUID> expire(long nowNanos) {
    Unsent message = current;
    if (message == null || nowNanos - message.begunAtNanos <= limits.assemblyTimeout().toNanos()) {
      return Optional.empty();
    }
    ignore(message.envelopeId, true);
    return Optional.of(message.envelopeId);
  }

  private Assembled reject(SendPart part, Refused.Reason reason) {
    ignore(part.envelopeId(), !part.commit());
    return new Rejected(reason);
  }

  private Assembled append(Unsent message, SendPart part) {
    message.bytes += part.bytes();
    if (message.bytes > limits.maxBytes()
        || message.content.size() + part.chunk().size() > limits.maxContentBytes()
        || message.keys.size() + part.keys().size() > limits.maxDevices()) {
      return reject(part, Refused.Reason.TOO_LARGE);
    }
    message.content = message.content.concat(part.chunk());
    message.keys.addAll(part.keys());
    if (!part.commit()) {
      return new Unfinished();
    }
    current = null;
    return wellFormed(message)
        ? new Whole(
            new Draft(message.envelopeId, message.head, message.content, List.copyOf(message.keys)))
        : new Rejected(Refused.Reason.MALFORMED);
  }

  private static boolean wellFormed(Unsent message) {
    Set<UUID> devices = new HashSet<>();
    // A room may have no other device, but a message to some devices names at least one.
    return !message.content.isEmpty()
        && !(message.head.targeted() && message.keys.isEmpty())
        && message.keys.stream().allMatch(key -> devices.add(key.to().device()));
  }
}
