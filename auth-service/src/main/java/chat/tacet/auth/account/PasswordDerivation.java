package chat.tacet.auth.account;

import chat.tacet.kit.json.Base64Url;

/**
 * How the client derives the authentication key from the password.
 *
 * @param salt 16 bytes, chosen by the client
 * @param rounds of PBKDF2-HMAC-SHA-256
 */
public record PasswordDerivation(Base64Url salt, long rounds) {

  /** Bytes of a salt. */
  public static final int SALT_BYTES = 16;

  /** Most rounds: clients refuse more, since such a number would freeze their sign-in. */
  public static final long MAX_ROUNDS = 20_000_000;
}
