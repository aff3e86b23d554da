package chat.tacet.kit.token;

import java.util.UUID;

/**
 * Who sent a request, as the verified access token says. Controllers take it as
 * {@code @AuthenticationPrincipal Caller caller}.
 *
 * @param accountId the person's account ({@code sub})
 * @param loginSessionId the login the token was issued for ({@code sid})
 * @param deviceId the device chosen at that login ({@code did})
 * @param username as displayed ({@code preferred_username})
 */
public record Caller(UUID accountId, UUID loginSessionId, UUID deviceId, String username) {

  /** Names nobody: callers end up in log lines. */
  @Override
  public String toString() {
    return "Caller[redacted]";
  }
}
