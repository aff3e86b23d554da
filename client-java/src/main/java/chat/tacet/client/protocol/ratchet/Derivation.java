package chat.tacet.client.protocol.ratchet;

import chat.tacet.client.protocol.bytes.ByteWriter;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.Secret;
import chat.tacet.client.protocol.crypto.AesGcm;
import chat.tacet.client.protocol.crypto.Hkdf;
import chat.tacet.client.protocol.crypto.Hmac;
import org.jspecify.annotations.Nullable;

/** The key derivations of the ratchet, [R-2] to. */
final class Derivation {

  private static final int KEY_LENGTH = 32;
  private static final byte[] MESSAGE_KEY = {0x01};
  private static final byte[] NEXT_CHAIN_KEY = {0x02};

  private Derivation() {}

  /** What a root step gives. */
  record RootStep(RootKey root, Secret chainKey) {}

  /**
   * {@code KDF_RK}, [R-2].
   *
   * @param epoch of the chain that begins
   * @param mixed the post-quantum secret of the step that raises the epoch, [Q-5]
   */
  static RootStep root(RootKey root, Secret agreement, long epoch, @Nullable AgreedSecret mixed) {
    ByteWriter input = new ByteWriter().raw(agreement);
    ByteWriter info = new ByteWriter().label("tacet/ratchet/root/v1").suite().u32(epoch);
    if (mixed != null) {
      input.raw(mixed.secret());
      info.raw(mixed.exchange());
    }
    Secret keys =
        Hkdf.derive(root.value().reveal(), input.toByteArray(), info.toByteArray(), 2 * KEY_LENGTH);
    return new RootStep(
        new RootKey(keys.slice(0, KEY_LENGTH)), keys.slice(KEY_LENGTH, 2 * KEY_LENGTH));
  }

  //
  static MessageKey messageKey(Secret chainKey) {
    return new MessageKey(Secret.of(Hmac.sha256(chainKey, MESSAGE_KEY)));
  }

  //
  static Secret nextChainKey(Secret chainKey) {
    return Secret.of(Hmac.sha256(chainKey, NEXT_CHAIN_KEY));
  }

  /**
   * The key and nonce of one ciphertext, [R-4]. The random bytes make a chain that was rolled back
   * with its profile give another pair the second time.
   */
  static CipherKey cipherKey(Secret key, Bytes random) {
    Secret material =
        Hkdf.derive(
            random.toArray(),
            key.reveal(),
            new ByteWriter().label("tacet/ratchet/message/v1").suite().toByteArray(),
            AesGcm.KEY_LENGTH + AesGcm.NONCE_LENGTH);
    return new CipherKey(
        material.slice(0, AesGcm.KEY_LENGTH), material.slice(AesGcm.KEY_LENGTH, material.length()));
  }

  /** A key that encrypts once, with its nonce. */
  record CipherKey(Secret key, Secret nonce) {

    byte[] seal(TranscriptHash transcript, Bytes head, Secret plaintext) {
      return AesGcm.seal(key, nonce.reveal(), aad(transcript, head), plaintext.reveal());
    }

    /** Refuses with {@code tag-mismatch}. */
    Secret open(TranscriptHash transcript, Bytes head, Bytes ciphertext) {
      return Secret.of(
          AesGcm.open(key, nonce.reveal(), aad(transcript, head), ciphertext.toArray()));
    }

    // [T-1]
    private static byte[] aad(TranscriptHash transcript, Bytes head) {
      return new ByteWriter().raw(transcript.value()).raw(head).toByteArray();
    }
  }
}
