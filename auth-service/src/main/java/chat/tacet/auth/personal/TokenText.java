package chat.tacet.auth.personal;

import chat.tacet.kit.json.Base64Url;
import chat.tacet.kit.json.Ids;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.UUID;

/**
 * A personal token as programs keep it: {@code tacet_<id>_<secret>}, the secret 32 bytes as
 * base64url. The beginning lets scanners for leaked secrets know it.
 */
record TokenText(UUID id, Base64Url secret) {

  static final int SECRET_BYTES = 32;

  private static final String PREFIX = "tacet_";
  private static final int SECRET_AT = PREFIX.length() + 36 + 1;

  static Optional<TokenText> parse(String text) {
    if (!text.startsWith(PREFIX)
        || text.length() <= SECRET_AT
        || text.charAt(SECRET_AT - 1) != '_') {
      return Optional.empty();
    }
    return Ids.parse(text.substring(PREFIX.length(), SECRET_AT - 1))
        .flatMap(id ->
            Base64Url.parse(text.substring(SECRET_AT))
                .filter(secret -> secret.length() == SECRET_BYTES)
                .map(secret -> new TokenText(id, secret)));
  }

  /** Fast on purpose: it has 256 random bits, which nobody guesses. */
  static Base64Url hash(Base64Url secret) {
    try {
      return Base64Url.of(MessageDigest.getInstance("SHA-256").digest(secret.toByteArray()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "TokenText[redacted]";
  }
}
