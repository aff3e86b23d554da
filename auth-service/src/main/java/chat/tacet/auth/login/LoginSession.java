package chat.tacet.auth.login;

import chat.tacet.kit.json.Base64Url;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One login of one device.
 *
 * @param id {@code sid} of its tokens
 * @param accountId whose
 * @param deviceId {@code did} of its tokens
 * @param userAgent what the browser called itself, shortened
 * @param createdAt when it began
 * @param lastUsedAt when its refresh token was last exchanged
 * @param exchange where its refresh token stands
 */
record LoginSession(
    UUID id,
    UUID accountId,
    UUID deviceId,
    String userAgent,
    Instant createdAt,
    Instant lastUsedAt,
    Exchange exchange) {

  /**
   * The last exchange of the refresh token.
   *
   * @param currentHash hash of the secret that is good now
   * @param previousHash hash of the one before, if there was one
   * @param sealedSuccessor the current secret, readable with the previous one
   * @param at when the current one was given out
   */
  record Exchange(
      Base64Url currentHash,
      @Nullable Base64Url previousHash,
      @Nullable Base64Url sealedSuccessor,
      Instant at) {}

  @Override
  public String toString() {
    return "LoginSession[redacted]";
  }
}
