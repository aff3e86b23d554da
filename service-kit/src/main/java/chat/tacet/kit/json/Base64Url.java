package chat.tacet.kit.json;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Bytes in a JSON document: base64url without padding, in the one canonical spelling. It may hold a
 * secret, therefore it prints nothing and compares in constant time.
 */
public final class Base64Url {

  private final byte[] bytes;

  private Base64Url(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Takes a copy. */
  public static Base64Url of(byte[] bytes) {
    return new Base64Url(bytes.clone());
  }

  /** Empty if the text has padding, foreign characters or stray bits in its last character. */
  public static Optional<Base64Url> parse(String text) {
    try {
      var parsed = new Base64Url(Base64.getUrlDecoder().decode(text));
      return parsed.encoded().equals(text) ? Optional.of(parsed) : Optional.empty();
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }

  /** A copy of the bytes. */
  public byte[] toByteArray() {
    return bytes.clone();
  }

  public int length() {
    return bytes.length;
  }

  /** The text for a JSON document. */
  public String encoded() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Base64Url that && MessageDigest.isEqual(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "Base64Url[" + bytes.length + " bytes, redacted]";
  }
}
