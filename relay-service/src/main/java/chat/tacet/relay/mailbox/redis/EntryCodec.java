package chat.tacet.relay.mailbox.redis;

import chat.tacet.contracts.relay.v1.Deliver;
import chat.tacet.relay.frame.Ids;
import chat.tacet.relay.frame.SealedPiece;
import chat.tacet.relay.mailbox.BodyKey;
import chat.tacet.relay.mailbox.Letter;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.UUID;

/** What stands in a stream entry: {@code d} the fields of Deliver, {@code b} a shared body. */
final class EntryCodec {

  private static final int DIGEST_BYTES = 16;
  private static final int REFERENCE_BYTES = Integer.BYTES + 2 * Ids.BYTES;

  /** Copied for each digest and never given anything: looking for one again costs more. */
  private static final MessageDigest NOTHING_YET = nothingYet();

  private EntryCodec() {}

  /** The fields of {@code Deliver} for one device, without {@code mail_id}. */
  static byte[] fields(Letter letter, SealedPiece key, boolean withContent) {
    Deliver.Builder deliver =
        Deliver.newBuilder()
            .setEnvelopeId(Ids.write(letter.envelopeId()))
            .setSenderAccountId(Ids.write(letter.sender().account()))
            .setSenderDeviceId(Ids.write(letter.sender().device()))
            .setRoomId(Ids.write(letter.room()))
            .setSealedKey(key.sealed())
            .setAcceptedAtMs(letter.acceptedAt())
            .setSilent(letter.silent());
    if (withContent) {
      deliver.setContent(letter.content());
    }
    return deliver.build().toByteArray();
  }

  /** The account that sent an entry, read from its fields. */
  static UUID sender(ByteString fields) {
    try {
      CodedInputStream input = fields.newCodedInput();
      while (true) {
        int tag = input.readTag();
        if (WireFormat.getTagFieldNumber(tag) == Deliver.SENDER_ACCOUNT_ID_FIELD_NUMBER) {
          return Ids.read(input.readBytes());
        }
        if (!input.skipField(tag)) {
          throw new IllegalStateException("entry without a sender in a mailbox");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("entry that is no Deliver in a mailbox", e);
    }
  }

  /** Field {@code b}: length of the content, sending device, envelope id. */
  static byte[] reference(BodyKey key, int contentBytes) {
    ByteBuffer buffer = ByteBuffer.allocate(REFERENCE_BYTES).putInt(contentBytes);
    putId(buffer, key.senderDevice());
    putId(buffer, key.envelopeId());
    return buffer.array();
  }

  static int referenceLength(ByteString reference) {
    return reference.asReadOnlyByteBuffer().getInt();
  }

  static BodyKey referenceKey(ByteString reference) {
    ByteString ids = reference.substring(Integer.BYTES);
    return new BodyKey(Ids.read(ids.substring(0, Ids.BYTES)), Ids.read(ids.substring(Ids.BYTES)));
  }

  /** Names a letter in a mailbox's memory: envelope ids are scoped to the sending device. */
  static byte[] seenField(Letter letter) {
    ByteBuffer buffer = ByteBuffer.allocate(2 * Ids.BYTES);
    putId(buffer, letter.sender().device());
    putId(buffer, letter.envelopeId());
    return buffer.array();
  }

  /**
   * What makes two letters of one envelope id the same: room, silence and content. Not the sealed
   * keys: a client may have to seal again after its sessions changed.
   */
  static byte[] digest(Letter letter) {
    MessageDigest sha = sha256();
    sha.update(Ids.bytes(letter.room()));
    sha.update((byte) (letter.silent() ? 1 : 0));
    sha.update(letter.content().asReadOnlyByteBuffer());
    return Arrays.copyOf(sha.digest(), DIGEST_BYTES);
  }

  private static MessageDigest sha256() {
    try {
      return (MessageDigest) NOTHING_YET.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the JDK's SHA-256 can be copied", e);
    }
  }

  private static MessageDigest nothingYet() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static void putId(ByteBuffer buffer, UUID id) {
    buffer.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
  }
}
