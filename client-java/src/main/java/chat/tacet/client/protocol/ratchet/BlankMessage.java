package chat.tacet.client.protocol.ratchet;

import chat.tacet.client.protocol.bytes.ByteWriter;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.crypto.Randomness;
import chat.tacet.client.protocol.crypto.X25519PublicKey;

/**
 * What stands for a device that has no prekeys, [PK-7]: a later message of no ratchet session, with
 * a key for nobody.
 */
public final class BlankMessage {

  /** Ciphertext and tag of a later message, [R-5]. */
  private static final int CIPHERTEXT_LENGTH = 81;

  private BlankMessage() {}

  public static Bytes of(Randomness randomness) {
    RatchetHeader header =
        new RatchetHeader(
            new X25519PublicKey(Bytes.of(randomness.next(X25519PublicKey.LENGTH))),
            0,
            0,
            0,
            new CarriedStep.None(),
            Bytes.of(randomness.next(RatchetHeader.RANDOM_LENGTH)));
    SessionId none = new SessionId(Bytes.of(randomness.next(SessionId.LENGTH)));
    return new ByteWriter()
        .raw(Frame.head(none, null, header))
        .raw(Bytes.of(randomness.next(CIPHERTEXT_LENGTH)))
        .toBytes();
  }
}
