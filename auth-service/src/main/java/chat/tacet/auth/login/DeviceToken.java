package chat.tacet.auth.login;

import chat.tacet.kit.json.Base64Url;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * 32 random bytes by which a device shows that somebody signed in there before. Random, so plain
 * SHA-256 hides it. It opens nothing: a right password is still needed.
 */
final class DeviceToken {

  private static final int BYTES = 32;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final Base64Url secret;

  private DeviceToken(Base64Url secret) {
    this.secret = secret;
  }

  static DeviceToken create() {
    byte[] bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return new DeviceToken(Base64Url.of(bytes));
  }

  /** Empty if the cookie is anything else. */
  static Optional<DeviceToken> parse(String cookie) {
    return Base64Url.parse(cookie)
        .filter(bytes -> bytes.toByteArray().length == BYTES)
        .map(DeviceToken::new);
  }

  /** For the cookie. */
  String encoded() {
    return secret.encoded();
  }

  Base64Url hash() {
    try {
      return Base64Url.of(MessageDigest.getInstance("SHA-256").digest(secret.toByteArray()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String toString() {
    return "DeviceToken[redacted]";
  }
}
