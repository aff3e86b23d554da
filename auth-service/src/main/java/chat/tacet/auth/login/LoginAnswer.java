package chat.tacet.auth.login;

import chat.tacet.auth.account.Account;
import chat.tacet.auth.token.TokenIssuer;
import java.util.UUID;

/**
 * What a client gets when it is signed in.
 *
 * @param username as displayed
 * @param accessToken for the {@code Authorization} header
 * @param expiresInMs how long the access token is good, from now
 * @param complete whether profile and first device list stand
 */
record LoginAnswer(
    UUID accountId,
    String username,
    UUID loginSessionId,
    String accessToken,
    long expiresInMs,
    boolean complete) {

  static LoginAnswer of(Account account, LoginSession session, TokenIssuer tokens) {
    String username = account.username().displayed();
    return new LoginAnswer(
        account.id(),
        username,
        session.id(),
        tokens.accessToken(account.id(), session.id(), session.deviceId(), username),
        TokenIssuer.ACCESS_TOKEN_LIFE.toMillis(),
        account.isComplete());
  }

  /** Holds the token back. */
  @Override
  public String toString() {
    return "LoginAnswer[redacted]";
  }
}
