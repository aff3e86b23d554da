package chat.tacet.client.protocol.ratchet;

import chat.tacet.client.protocol.Limits;
import chat.tacet.client.protocol.Refusal;
import chat.tacet.client.protocol.Refusal.Codec.Fault;
import chat.tacet.client.protocol.RefusedException;
import chat.tacet.client.protocol.bytes.ByteReader;
import chat.tacet.client.protocol.bytes.ByteWriter;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.crypto.AesGcm;
import org.jspecify.annotations.Nullable;

/** How a message to one device is written, [W-3]. */
final class Frame {

  /** The length of [W-4]. */
  static final int HANDSHAKE_LENGTH = 1_154;

  private static final String FORM = "sealed-message";
  private static final int VERSION = 1;
  private static final int FIRST = 1;
  private static final int LATER = 2;
  private static final int TYPING = 3;

  private Frame() {}

  static Bytes head(SessionId session, @Nullable Bytes handshake, RatchetHeader header) {
    ByteWriter writer = begin(handshake == null ? LATER : FIRST, session);
    if (handshake != null) {
      writer.raw(handshake);
    }
    header.write(writer);
    return writer.toBytes();
  }

  static Bytes typingHead(SessionId session, Bytes random) {
    return begin(TYPING, session).raw(random).toBytes();
  }

  static SealedMessage decode(Bytes sealed) {
    if (sealed.length() > Limits.MAX_SEALED_BYTES) {
      throw new RefusedException(new Refusal.Codec(FORM, Fault.LENGTH));
    }
    ByteReader reader = new ByteReader(sealed, FORM);
    reader.version(VERSION);
    int kind = reader.u8();
    reader.suite();
    SessionId session = new SessionId(reader.bytes(SessionId.LENGTH));
    return switch (kind) {
      case FIRST -> {
        Bytes handshake = reader.bytes(HANDSHAKE_LENGTH);
        RatchetHeader header = RatchetHeader.read(reader);
        Bytes head = sealed.slice(0, reader.position());
        yield new SealedMessage.First(session, handshake, header, head, ciphertext(reader));
      }
      case LATER -> {
        RatchetHeader header = RatchetHeader.read(reader);
        Bytes head = sealed.slice(0, reader.position());
        yield new SealedMessage.Later(session, header, head, ciphertext(reader));
      }
      case TYPING -> {
        Bytes random = reader.bytes(RatchetHeader.RANDOM_LENGTH);
        Bytes head = sealed.slice(0, reader.position());
        yield new SealedMessage.Typing(session, random, head, ciphertext(reader));
      }
      default -> throw reader.refused(Fault.MALFORMED);
    };
  }

  private static ByteWriter begin(int kind, SessionId session) {
    return new ByteWriter().u8(VERSION).u8(kind).suite().raw(session.value());
  }

  private static Bytes ciphertext(ByteReader reader) {
    Bytes ciphertext = reader.rest();
    if (ciphertext.length() < AesGcm.TAG_LENGTH) {
      throw reader.refused(Fault.TRUNCATED);
    }
    return ciphertext;
  }
}
