package chat.tacet.auth.login;

import chat.tacet.kit.json.Base64Url;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret in the cookie: {@code family} (16 bytes), the same for the whole login, then {@code
 * secret} (32 bytes), changed with each use. Both are random, so plain SHA-256 hides them.
 */
final class RefreshToken {

  private static final int FAMILY_BYTES = 16;
  private static final int SECRET_BYTES = 32;
  private static final byte[] SEAL_LABEL =
      "tacet/refresh-successor/v1".getBytes(StandardCharsets.UTF_8);

  private static final SecureRandom RANDOM = new SecureRandom();

  private final byte[] family;
  private final byte[] secret;

  private RefreshToken(byte[] family, byte[] secret) {
    this.family = family;
    this.secret = secret;
  }

  /** The first one of a new family. */
  static RefreshToken first() {
    return new RefreshToken(random(FAMILY_BYTES), random(SECRET_BYTES));
  }

  /** The next one of this family. */
  RefreshToken next() {
    return new RefreshToken(family, random(SECRET_BYTES));
  }

  /** Empty if the cookie is anything else. */
  static Optional<RefreshToken> parse(String cookie) {
    return Base64Url.parse(cookie)
        .map(Base64Url::toByteArray)
        .filter(bytes -> bytes.length == FAMILY_BYTES + SECRET_BYTES)
        .map(bytes ->
            new RefreshToken(
                Arrays.copyOf(bytes, FAMILY_BYTES),
                Arrays.copyOfRange(bytes, FAMILY_BYTES, bytes.length)));
  }

  /** For the cookie. */
  String encoded() {
    byte[] both = Arrays.copyOf(family, FAMILY_BYTES + SECRET_BYTES);
    System.arraycopy(secret, 0, both, FAMILY_BYTES, SECRET_BYTES);
    return Base64Url.of(both).encoded();
  }

  Base64Url familyHash() {
    return sha256(family);
  }

  Base64Url secretHash() {
    return sha256(secret);
  }

  /**
   * The successor's secret, readable only to whoever holds this token. It lets a lost answer be
   * given again although only hashes are kept. A token has one successor, so the pad is used once.
   */
  Base64Url seal(RefreshToken successor) {
    return Base64Url.of(xor(pad(), successor.secret));
  }

  /** Undoes {@link #seal}. */
  RefreshToken unseal(Base64Url sealed) {
    return new RefreshToken(family, xor(pad(), sealed.toByteArray()));
  }

  private byte[] pad() {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      return mac.doFinal(SEAL_LABEL);
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] xor(byte[] a, byte[] b) {
    byte[] result = a.clone();
    for (int i = 0; i < result.length; i++) {
      result[i] ^= b[i];
    }
    return result;
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  private static Base64Url sha256(byte[] bytes) {
    try {
      return Base64Url.of(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String toString() {
    return "RefreshToken[redacted]";
  }
}
