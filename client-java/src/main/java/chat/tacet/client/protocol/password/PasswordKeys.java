package chat.tacet.client.protocol.password;

import chat.tacet.client.protocol.Limits;
import chat.tacet.client.protocol.Refusal;
import chat.tacet.client.protocol.RefusedException;
import chat.tacet.client.protocol.bytes.ByteWriter;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.Secret;
import chat.tacet.client.protocol.crypto.Hkdf;
import chat.tacet.client.protocol.crypto.Pbkdf2;
import chat.tacet.client.protocol.crypto.Sha256;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;

/**
 * The two keys a password becomes, [P-5].
 *
 * @param authentication sent to the server instead of the password
 * @param wrapping opens the vault root; never leaves the device
 */
public record PasswordKeys(AuthenticationKey authentication, WrappingKey wrapping) {

  private static final int SALT_LENGTH = 16;
  private static final int KEY_LENGTH = 32;

  /**
   * Takes as long as the rounds ask for, of the order of a second.
   *
   * @param salt the account's, 16 bytes
   * @param rounds as the server says; out of bounds they are refused ({@code password-rounds})
   */
  public static PasswordKeys derive(Username username, String password, Bytes salt, long rounds) {
    if (rounds < Limits.MIN_PASSWORD_ROUNDS || rounds > Limits.MAX_PASSWORD_ROUNDS) {
      throw new RefusedException(Refusal.Verification.PASSWORD_ROUNDS); // [P-3]
    }
    byte[] boundSalt =
        Sha256.hash(
                new ByteWriter()
                    .label("tacet/password/salt/v1")
                    .raw(username.value().getBytes(StandardCharsets.US_ASCII))
                    .raw(salt.requireLength(SALT_LENGTH, "salt"))
                    .toByteArray())
            .toArray();
    // [P-4]
    byte[] stretched =
        Pbkdf2.derive(normalised(password), boundSalt, (int) rounds, KEY_LENGTH).reveal();
    return new PasswordKeys(
        new AuthenticationKey(expand(stretched, "tacet/password/authentication/v1")),
        new WrappingKey(expand(stretched, "tacet/password/wrapping/v1")));
  }

  // [P-5]
  private static Secret expand(byte[] stretched, String label) {
    return Hkdf.derive(stretched, new ByteWriter().label(label).toByteArray(), KEY_LENGTH);
  }

  // [P-1]
  private static char[] normalised(String password) {
    String form = Normalizer.normalize(password, Normalizer.Form.NFC);
    int length;
    try {
      length = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(form)).remaining();
    } catch (CharacterCodingException _) {
      // Half a surrogate pair has no UTF-8 form: platforms would each put something else there.
      throw new RefusedException(Refusal.Validation.PASSWORD_LENGTH);
    }
    if (length < 1 || length > Limits.MAX_PASSWORD_BYTES) {
      throw new RefusedException(Refusal.Validation.PASSWORD_LENGTH);
    }
    return form.toCharArray();
  }
}
