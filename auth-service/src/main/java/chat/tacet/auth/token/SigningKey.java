package chat.tacet.auth.token;

import com.nimbusds.jose.jwk.ECKey;
import java.time.Instant;

/**
 * A key pair that signs tokens.
 *
 * @param generation 1, 2, 3…
 * @param pair ES256 key pair with its id
 * @param useFrom signs from then on, until a later generation does
 */
record SigningKey(long generation, ECKey pair, Instant useFrom) {

  /** Holds the private key back. */
  @Override
  public String toString() {
    return "SigningKey[" + generation + ", redacted]";
  }
}
