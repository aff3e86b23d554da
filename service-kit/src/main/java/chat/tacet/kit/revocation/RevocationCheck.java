package chat.tacet.kit.revocation;

import java.util.UUID;

/** Asked for every token, from memory, without waiting. */
@FunctionalInterface
public interface RevocationCheck {

  /**
   * Returns if none of the three is revoked.
   *
   * @throws chat.tacet.kit.problem.ProblemException {@code login-ended} if one is; {@code
   *     unavailable} if the revocations were not read for too long to know
   */
  void requireValid(UUID accountId, UUID loginSessionId, UUID deviceId);

  /**
   * Lets everything pass: only for a door in front of services that check for themselves, since it
   * knows no revocations.
   */
  static RevocationCheck stateless() {
    return (accountId, loginSessionId, deviceId) -> {};
  }
}
