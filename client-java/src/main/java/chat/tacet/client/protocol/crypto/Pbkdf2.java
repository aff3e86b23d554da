package chat.tacet.client.protocol.crypto;

import chat.tacet.client.protocol.bytes.Secret;
import java.util.Arrays;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** PBKDF2-HMAC-SHA-256. */
public final class Pbkdf2 {

  private Pbkdf2() {}

  /**
   * A key of that many bytes; the password is wiped.
   *
   * @param password the JDK takes its UTF-8 form, as [P-1] wants
   */
  public static Secret derive(char[] password, byte[] salt, int rounds, int length) {
    PBEKeySpec spec = new PBEKeySpec(password, salt, rounds, length * Byte.SIZE);
    try {
      return Platform.sound(() ->
          Secret.of(
              SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                  .generateSecret(spec)
                  .getEncoded()));
    } finally {
      spec.clearPassword();
      Arrays.fill(password, '\0');
    }
  }
}
