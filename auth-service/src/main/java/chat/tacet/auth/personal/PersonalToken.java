package chat.tacet.auth.personal;

import chat.tacet.kit.json.Base64Url;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A token that somebody made for a program.
 *
 * @param id {@code sid} of the access tokens it is exchanged for, so that revoking it is revoking
 *     them
 * @param deviceId the device it was made on, {@code did} of those access tokens
 * @param name what its owner calls it
 * @param scopes what it is good for, sorted
 * @param secretHash SHA-256 of its secret
 * @param lastUsedOn the beginning of the day (UTC) it was last exchanged on; no more is remembered
 */
record PersonalToken(
    UUID id,
    UUID accountId,
    UUID deviceId,
    String name,
    List<String> scopes,
    Base64Url secretHash,
    Instant createdAt,
    Instant expiresAt,
    @Nullable Instant lastUsedOn) {

  /** Whether this is the same wish as that, made again. */
  boolean isRepeatedBy(PersonalToken wanted) {
    return accountId.equals(wanted.accountId)
        && deviceId.equals(wanted.deviceId)
        && name.equals(wanted.name)
        && scopes.equals(wanted.scopes)
        && life().equals(wanted.life())
        && secretHash.equals(wanted.secretHash);
  }

  private Duration life() {
    return Duration.between(createdAt, expiresAt);
  }

  @Override
  public String toString() {
    return "PersonalToken[redacted]";
  }
}
