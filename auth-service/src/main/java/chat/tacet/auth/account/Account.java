package chat.tacet.auth.account;

import chat.tacet.auth.username.Username;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A person's login.
 *
 * @param id chosen by the client at sign-up
 * @param username unique in its normalised form and, since there are skeletons, in looks
 * @param derivation how the authentication key comes from the password
 * @param verifier Argon2id of the authentication key, encoded
 * @param expiresAt when it is deleted unless completed before; none once completed
 * @param suspended whether nobody may sign in to it
 */
public record Account(
    UUID id,
    Username username,
    PasswordDerivation derivation,
    String verifier,
    @Nullable Instant expiresAt,
    boolean suspended) {

  /** Whether profile and first device list stand. */
  public boolean isComplete() {
    return expiresAt == null;
  }

  /** Names nobody and holds the verifier back. */
  @Override
  public String toString() {
    return "Account[redacted]";
  }
}
