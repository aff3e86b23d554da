package chat.tacet.relay.frame;

import chat.tacet.contracts.relay.v1.Ack;
import chat.tacet.contracts.relay.v1.ClientFrame;
import chat.tacet.contracts.relay.v1.DeviceListVersion;
import chat.tacet.contracts.relay.v1.SealedKey;
import chat.tacet.contracts.relay.v1.Send;
import chat.tacet.contracts.relay.v1.SendHeader;
import chat.tacet.contracts.relay.v1.Typing;
import chat.tacet.relay.frame.ClientCommand.Acknowledge;
import chat.tacet.relay.frame.ClientCommand.PingSignal;
import chat.tacet.relay.frame.ClientCommand.PresenceChoice;
import chat.tacet.relay.frame.ClientCommand.SendPart;
import chat.tacet.relay.frame.ClientCommand.TypingSignal;
import chat.tacet.relay.limits.RelayLimits;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * [F-1] Turns bytes from the network into a {@link ClientCommand}, or refuses them. It is the only
 * place where unchecked input is looked at; it answers every input with one of the two.
 */
public final class FrameDecoder {

  /** Counters and versions are kept as JSON and Lua numbers, which are exact up to here. */
  private static final long MAX_SAFE_INTEGER = (1L << 53) - 1;

  private final RelayLimits limits;

  public FrameDecoder(RelayLimits limits) {
    this.limits = limits;
  }

  /**
   * Reads one frame. The command holds copies of what it needs, and nothing else of the frame.
   *
   * @throws MalformedFrameException if it is not a frame, or breaks a bound or a form
   */
  public ClientCommand decode(byte[] bytes) throws MalformedFrameException {
    ClientFrame frame = parse(bytes);
    return switch (frame.getFrameCase()) {
      case SEND -> part(frame.getSend());
      case ACK -> ack(frame.getAck());
      case TYPING -> typing(frame.getTyping());
      case PRESENCE_SETTING -> new PresenceChoice(frame.getPresenceSetting().getVisible());
      case PING -> new PingSignal(frame.getPing().getNonce());
      case FRAME_NOT_SET -> throw new MalformedFrameException("no known frame");
    };
  }

  private ClientFrame parse(byte[] bytes) throws MalformedFrameException {
    if (bytes.length > limits.frame().maxBytes()) {
      throw new MalformedFrameException("frame too large");
    }
    try {
      CodedInputStream input = CodedInputStream.newInstance(bytes);
      ClientFrame frame = ClientFrame.parseFrom(input);
      input.checkLastTagWas(0);
      return frame;
    } catch (InvalidProtocolBufferException e) {
      throw new MalformedFrameException("not a frame");
    } catch (IOException e) {
      throw new IllegalStateException("reading from an array cannot fail", e);
    }
  }

  /**
   * Reads one part of a message, however it came.
   *
   * @throws MalformedFrameException if it breaks a bound or a form
   */
  public SendPart part(Send send) throws MalformedFrameException {
    UUID envelopeId = id(send.getEnvelopeId(), "envelope_id", null);
    if (send.getKeysCount() > limits.send().maxDevices()) {
      throw new MalformedFrameException("too many keys", envelopeId);
    }
    SendHead head = send.hasHeader() ? head(send.getHeader(), envelopeId) : null;
    List<SealedPiece> keys = pieces(send.getKeysList(), limits.send().maxSealedBytes(), envelopeId);
    return new SendPart(envelopeId, head, send.getContentChunk(), keys, send.getCommit());
  }

  private SendHead head(SendHeader header, UUID envelopeId) throws MalformedFrameException {
    if (header.getDeviceListsCount() > limits.send().maxDevices()) {
      throw new MalformedFrameException("too many device lists", envelopeId);
    }
    Map<UUID, Long> versions = HashMap.newHashMap(header.getDeviceListsCount());
    for (DeviceListVersion list : header.getDeviceListsList()) {
      UUID account = id(list.getAccountId(), "device_lists.account_id", envelopeId);
      long version = safe(list.getVersion(), "device_lists.version", envelopeId);
      if (versions.put(account, version) != null) {
        throw new MalformedFrameException("account named twice", envelopeId);
      }
    }
    return new SendHead(
        id(header.getRoomId(), "room_id", envelopeId),
        safe(header.getRoomVersion(), "room_version", envelopeId),
        Map.copyOf(versions),
        safe(header.getSendCounter(), "send_counter", envelopeId),
        header.getSilent(),
        header.getTargeted());
  }

  private static List<SealedPiece> pieces(
      List<SealedKey> keys, int maxBytes, @Nullable UUID envelopeId)
      throws MalformedFrameException {
    List<SealedPiece> pieces = new ArrayList<>(keys.size());
    for (SealedKey key : keys) {
      if (key.getSealed().isEmpty() || key.getSealed().size() > maxBytes) {
        throw new MalformedFrameException("sealed piece of a wrong size", envelopeId);
      }
      DeviceAddress to =
          new DeviceAddress(
              id(key.getAccountId(), "account_id", envelopeId),
              id(key.getDeviceId(), "device_id", envelopeId));
      pieces.add(new SealedPiece(to, key.getSealed()));
    }
    return pieces;
  }

  private Acknowledge ack(Ack ack) throws MalformedFrameException {
    if (ack.getMailIdsCount() > limits.frame().maxAckIds()) {
      throw new MalformedFrameException("too many mail ids");
    }
    List<MailId> mails = new ArrayList<>(ack.getMailIdsCount());
    for (ByteString id : ack.getMailIdsList()) {
      if (id.size() != MailId.BYTES) {
        throw new MalformedFrameException("mail_id is not one");
      }
      MailId mail = MailId.read(id);
      if (mail.millis() < 0 || mail.sequence() < 0) {
        throw new MalformedFrameException("mail_id is not one");
      }
      mails.add(mail);
    }
    return new Acknowledge(mails);
  }

  private TypingSignal typing(Typing typing) throws MalformedFrameException {
    if (typing.getSealedCount() > limits.send().maxDevices()) {
      throw new MalformedFrameException("too many sealed pieces");
    }
    return new TypingSignal(
        id(typing.getRoomId(), "room_id", null),
        pieces(typing.getSealedList(), limits.send().maxTypingBytes(), null));
  }

  private static UUID id(ByteString bytes, String field, @Nullable UUID envelopeId)
      throws MalformedFrameException {
    if (bytes.size() != Ids.BYTES) {
      throw new MalformedFrameException(field + " is not 16 bytes", envelopeId);
    }
    return Ids.read(bytes);
  }

  private static long safe(long value, String field, UUID envelopeId)
      throws MalformedFrameException {
    if (value < 0 || value > MAX_SAFE_INTEGER) {
      throw new MalformedFrameException(field + " is out of range", envelopeId);
    }
    return value;
  }
}
