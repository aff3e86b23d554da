package chat.tacet.kit.token;

import java.time.Instant;
import java.util.UUID;

/**
 * A verified connection ticket: the right to open one socket to the relay.
 *
 * @param accountId {@code sub}
 * @param loginSessionId {@code sid}
 * @param deviceId {@code did}
 * @param id {@code jti}; the relay accepts each id once
 * @param expiresAt when it stops being good, at most 30 s after it was issued
 */
public record Ticket(
    UUID accountId, UUID loginSessionId, UUID deviceId, UUID id, Instant expiresAt) {

  /** Names nobody: tickets end up in log lines. */
  @Override
  public String toString() {
    return "Ticket[redacted]";
  }
}
