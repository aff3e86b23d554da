package chat.tacet.client.protocol.crypto;

import chat.tacet.client.protocol.Refusal;
import chat.tacet.client.protocol.RefusedException;
import chat.tacet.client.protocol.bytes.Secret;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** {@code AES(key, nonce, aad, text)}: AES-256-GCM, 12-byte nonce, the tag after the ciphertext. */
public final class AesGcm {

  public static final int KEY_LENGTH = 32;
  public static final int NONCE_LENGTH = 12;
  public static final int TAG_LENGTH = 16;

  private AesGcm() {}

  public static byte[] seal(Secret key, byte[] nonce, byte[] aad, byte[] plaintext) {
    return Platform.sound(() -> cipher(Cipher.ENCRYPT_MODE, key, nonce, aad).doFinal(plaintext));
  }

  /** Refuses with {@code tag-mismatch}, also if there is not even room for a tag. */
  public static byte[] open(Secret key, byte[] nonce, byte[] aad, byte[] ciphertext) {
    if (ciphertext.length < TAG_LENGTH) {
      throw new RefusedException(Refusal.Verification.TAG_MISMATCH);
    }
    return Platform.sound(() -> {
      try {
        return cipher(Cipher.DECRYPT_MODE, key, nonce, aad).doFinal(ciphertext);
      } catch (AEADBadTagException _) {
        throw new RefusedException(Refusal.Verification.TAG_MISMATCH);
      }
    });
  }

  private static Cipher cipher(int mode, Secret key, byte[] nonce, byte[] aad)
      throws GeneralSecurityException {
    key.requireLength(KEY_LENGTH, "key");
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        mode,
        new SecretKeySpec(key.reveal(), "AES"),
        new GCMParameterSpec(TAG_LENGTH * Byte.SIZE, nonce));
    cipher.updateAAD(aad);
    return cipher;
  }
}
