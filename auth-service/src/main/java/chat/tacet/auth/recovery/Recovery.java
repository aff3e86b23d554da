package chat.tacet.auth.recovery;

import chat.tacet.kit.json.Base64Url;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;

/**
 * What an account left for whoever holds its recovery phrase.
 *
 * @param keyHash SHA-256 of the authentication key of the phrase. A slow hash would protect
 *     nothing: the key comes of 128 random bits, which nobody guesses at any speed
 * @param record sealed under another key of the phrase, which never comes here
 * @param since when it was first stored
 */
record Recovery(Base64Url keyHash, Base64Url record, Instant since) {

  /** What to keep of an authentication key. */
  static Base64Url hashOf(Base64Url authenticationKey) {
    try {
      var sha256 = MessageDigest.getInstance("SHA-256");
      return Base64Url.of(sha256.digest(authenticationKey.toByteArray()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Takes as long whichever byte differs. */
  boolean isOf(Base64Url authenticationKey) {
    return hashOf(authenticationKey).equals(keyHash);
  }

  /** Holds everything back. */
  @Override
  public String toString() {
    return "Recovery[redacted]";
  }
}
