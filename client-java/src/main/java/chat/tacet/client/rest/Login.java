package chat.tacet.client.rest;

import java.util.Optional;
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

  /** Brought to the next sign-in, this device has tries of its own. It opens nothing. */
  public Optional<String> deviceToken() {
    return tokens.device;
  }

  /** Never shown. */
  static final class Tokens {

    private final String access;
    private final String refresh;
    private final Optional<String> device;

    Tokens(String access, String refresh, Optional<String> device) {
      this.access = access;
      this.refresh = refresh;
      this.device = device;
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
