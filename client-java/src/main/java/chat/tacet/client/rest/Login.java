package chat.tacet.client.rest;

import java.util.UUID;

/**
 * What signing in or renewing gave.
 *
 * @param username as displayed
 * @param expiresInMs of the access token
 * @param complete whether sign-up was finished
 */
public record Login(
    UUID accountId, String username, long expiresInMs, boolean complete, Tokens tokens) {

  /** Never shown. */
  static final class Tokens {

    private final String access;
    private final String refresh;

    Tokens(String access, String refresh) {
      this.access = access;
      this.refresh = refresh;
    }

    String access() {
      return access;
    }

    String refresh() {
      return refresh;
    }

    @Override
    public String toString() {
      return "redacted";
    }
  }
}
