package chat.tacet.client.protocol.content;

import chat.tacet.client.protocol.Limits;
import chat.tacet.client.protocol.Refusal.Validation;
import chat.tacet.client.protocol.Refusal.Verification;
import chat.tacet.client.protocol.RefusedException;
import chat.tacet.client.protocol.bytes.ByteReader;
import chat.tacet.client.protocol.bytes.ByteWriter;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.MessageId;
import chat.tacet.client.protocol.bytes.Secret;
import chat.tacet.client.protocol.crypto.AesGcm;
import chat.tacet.client.protocol.crypto.Hkdf;
import chat.tacet.client.protocol.crypto.Randomness;
import chat.tacet.client.protocol.crypto.Sha256;

/**
 * Encrypts a content once for everybody. AES-GCM alone would let a sender show two people different
 * texts; with the commitment one message id stands for one text, [C-6].
 */
public final class ContentCipher {

  private static final int VERSION = 1;
  private static final int COMMITMENT_LENGTH = 32;

  private ContentCipher() {}

  /**
   * A body and what opens it.
   *
   * @param body what the relay carries as content
   * @param key what each recipient device gets through its ratchet session
   */
  public record SealedContent(Bytes body, ContentKey key) {}

  /** Encrypts an encoded {@link Content}. */
  public static SealedContent seal(Secret content, ContentAddress address, Randomness randomness) {
    if (content.length() > Limits.MAX_CONTENT_BYTES) {
      throw new RefusedException(Validation.CONTENT_TOO_LONG); // [C-7]
    }
    ContentSecret secret = new ContentSecret(Secret.of(randomness.next(ContentSecret.LENGTH)));
    byte[] aad = address.encode();
    Keys keys = Keys.derive(secret, aad);
    byte[] ciphertext =
        AesGcm.seal(keys.key, keys.nonce.reveal(), aad, Padding.pad(content.reveal()));
    Body body = new Body(Bytes.of(keys.commitment.reveal()), Bytes.of(ciphertext));
    return new SealedContent(body.encode(), new ContentKey(secret, body.messageId(aad)));
  }

  /**
   * The encoded content of a body.
   *
   * @param key from the ratchet message of the device that the address names
   */
  public static Secret open(Bytes body, ContentKey key, ContentAddress address) {
    Body parts = Body.decode(body);
    byte[] aad = address.of(key).encode();
    Keys keys = Keys.derive(key.secret(), aad);
    // [C-6] In this order, and both before anything is decrypted.
    if (!keys.commitment.equals(Secret.of(parts.commitment.toArray()))) {
      throw new RefusedException(Verification.CONTENT_COMMITMENT);
    }
    if (!parts.messageId(aad).equals(key.messageId())) {
      throw new RefusedException(Verification.CONTENT_MESSAGE_ID);
    }
    Secret content =
        Padding.unpad(AesGcm.open(keys.key, keys.nonce.reveal(), aad, parts.ciphertext.toArray()));
    if (content.length() > Limits.MAX_CONTENT_BYTES) {
      throw new RefusedException(Validation.CONTENT_TOO_LONG); // [C-7]
    }
    return content;
  }

  /**
   * The message id of a delivered body, which everybody can compute and which says nothing about
   * whether it opens, [C-13].
   */
  public static MessageId messageId(Bytes body, ContentAddress address) {
    return Body.decode(body).messageId(address.encode());
  }

  // [C-4]
  private record Keys(Secret key, Secret nonce, Secret commitment) {

    static Keys derive(ContentSecret secret, byte[] aad) {
      int nonceAt = AesGcm.KEY_LENGTH;
      int commitmentAt = nonceAt + AesGcm.NONCE_LENGTH;
      int end = commitmentAt + COMMITMENT_LENGTH;
      byte[] info = new ByteWriter().label("tacet/content/key/v1").raw(aad).toByteArray();
      Secret material = Hkdf.derive(secret.value().reveal(), info, end);
      return new Keys(
          material.slice(0, nonceAt),
          material.slice(nonceAt, commitmentAt),
          material.slice(commitmentAt, end));
    }
  }

  // [C-5]
  private record Body(Bytes commitment, Bytes ciphertext) {

    Bytes encode() {
      return new ByteWriter().u8(VERSION).suite().raw(commitment).raw(ciphertext).toBytes();
    }

    static Body decode(Bytes body) {
      ByteReader reader = new ByteReader(body, "body");
      reader.version(VERSION);
      reader.suite();
      return new Body(reader.bytes(COMMITMENT_LENGTH), reader.rest());
    }

    MessageId messageId(byte[] aad) {
      return new MessageId(
          Sha256.hash(
              new ByteWriter()
                  .label("tacet/content/message-id/v1")
                  .raw(aad)
                  .raw(commitment)
                  .raw(ciphertext)
                  .toByteArray()));
    }
  }
}
