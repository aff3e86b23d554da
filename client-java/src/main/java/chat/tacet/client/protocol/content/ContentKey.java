package chat.tacet.client.protocol.content;

import chat.tacet.client.protocol.bytes.ByteReader;
import chat.tacet.client.protocol.bytes.ByteWriter;
import chat.tacet.client.protocol.bytes.EnvelopeId;
import chat.tacet.client.protocol.bytes.MessageId;
import chat.tacet.client.protocol.bytes.Secret;
import org.jspecify.annotations.Nullable;

/**
 * What a device learns through its ratchet session: the payload of.
 *
 * @param secret opens the body
 * @param messageId the one text this key stands for, [C-6]
 * @param firstSentUnder of a content that was resent, the envelope id its body was made for, [C-15]
 */
public record ContentKey(
    ContentSecret secret, MessageId messageId, @Nullable EnvelopeId firstSentUnder) {

  private static final int ONCE = 1;
  private static final int RESENT = 2;

  public ContentKey(ContentSecret secret, MessageId messageId) {
    this(secret, messageId, null);
  }

  /** For the device that asked for it again, [C-14]. */
  public ContentKey resent(EnvelopeId first) {
    return new ContentKey(secret, messageId, first);
  }

  public Secret encode() {
    ByteWriter writer =
        new ByteWriter()
            .u8(firstSentUnder == null ? ONCE : RESENT)
            .raw(secret.value())
            .raw(messageId.value());
    if (firstSentUnder != null) {
      writer.raw(firstSentUnder.value());
    }
    return Secret.of(writer.toByteArray());
  }

  public static ContentKey decode(Secret payload) {
    ByteReader reader = new ByteReader(payload.reveal(), "content-key");
    int kind = reader.version(ONCE, RESENT);
    ContentSecret secret = new ContentSecret(reader.secret(ContentSecret.LENGTH));
    MessageId messageId = new MessageId(reader.bytes(MessageId.LENGTH));
    EnvelopeId first = kind == RESENT ? new EnvelopeId(reader.bytes(EnvelopeId.LENGTH)) : null;
    reader.end();
    return new ContentKey(secret, messageId, first);
  }
}
