package chat.tacet.relay.admission;

import chat.tacet.contracts.relay.v1.Refused;
import chat.tacet.relay.admission.Assembled.Rejected;
import chat.tacet.relay.admission.Assembled.TooMany;
import chat.tacet.relay.admission.Assembled.Unfinished;
import chat.tacet.relay.admission.Assembled.Whole;
import chat.tacet.relay.frame.ClientCommand.SendPart;
import chat.tacet.relay.frame.SealedPiece;
import chat.tacet.relay.frame.SendHead;
import chat.tacet.relay.limits.RelayLimits;
import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/**
 * Puts the parts of one connection's messages together, bounded in number, size and time. Belongs
 * to the connection's event loop.
 */
public final class Assembly {

  /**
   * Messages refused or put off while parts of them were still on their way. More than a client can
   * have begun; what falls out is refused as malformed, part by part.
   */
  private static final int MAX_IGNORED = 64;

  private final RelayLimits.Send limits;
  private final Map<UUID, Unsent> unsent = new HashMap<>();
  private final Set<UUID> ignored = new LinkedHashSet<>();

  public Assembly(RelayLimits.Send limits) {
    this.limits = limits;
  }

  /** A message whose commit has not come. */
  private static final class Unsent {
    final long begunAtNanos;
    final SendHead head;
    final List<SealedPiece> keys = new ArrayList<>();
    ByteString content = ByteString.EMPTY;
    int bytes;

    Unsent(SendHead head, long nowNanos) {
      this.head = head;
      this.begunAtNanos = nowNanos;
    }
  }

  /** Adds a part. */
  public Assembled add(SendPart part, long nowNanos) {
    Unsent message = unsent.get(part.envelopeId());
    SendHead head = part.head();
    if (message == null && head == null) {
      return orphan(part);
    }
    if (message != null && head != null) {
      return reject(part, Refused.Reason.MALFORMED);
    }
    if (message == null && head != null) {
      ignored.remove(part.envelopeId());
      if (!part.commit() && unsent.size() >= limits.maxAssemblies()) {
        ignore(part.envelopeId(), true);
        return new TooMany();
      }
      message = new Unsent(head, nowNanos);
      unsent.put(part.envelopeId(), message);
    }
    return append(Objects.requireNonNull(message), part);
  }

  /**
   * Takes note that a message was refused or put off, so that the rest of it is passed over.
   *
   * @param moreToCome whether the part at hand was not the last
   */
  public void ignore(UUID envelopeId, boolean moreToCome) {
    unsent.remove(envelopeId);
    if (!moreToCome) {
      ignored.remove(envelopeId);
      return;
    }
    if (ignored.size() >= MAX_IGNORED) {
      ignored.remove(ignored.iterator().next());
    }
    ignored.add(envelopeId);
  }

  /** Gives up on messages whose commit did not come in time, and names them. */
  public List<UUID> expire(long nowNanos) {
    List<UUID> expired = new ArrayList<>();
    unsent.forEach((envelopeId, message) -> {
      if (nowNanos - message.begunAtNanos > limits.assemblyTimeout().toNanos()) {
        expired.add(envelopeId);
      }
    });
    expired.forEach(envelopeId -> ignore(envelopeId, true));
    return expired;
  }

  private Assembled orphan(SendPart part) {
    if (!ignored.contains(part.envelopeId())) {
      return reject(part, Refused.Reason.MALFORMED);
    }
    ignore(part.envelopeId(), !part.commit());
    return new Unfinished();
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
    unsent.remove(part.envelopeId());
    return wellFormed(message)
        ? new Whole(
            new Draft(part.envelopeId(), message.head, message.content, List.copyOf(message.keys)))
        : new Rejected(Refused.Reason.MALFORMED);
  }

  private static boolean wellFormed(Unsent message) {
    Set<UUID> devices = new HashSet<>();
    return !message.content.isEmpty()
        && message.keys.stream().allMatch(key -> devices.add(key.to().device()));
  }
}
