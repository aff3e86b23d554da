package chat.tacet.auth.login;

import java.time.Duration;
import org.springframework.http.ResponseCookie;

/** The form all our cookies have: no script reads them, no other site has them sent. */
final class HostCookie {

  private HostCookie() {}

  /**
   * @param name begins with {@code __Host-}: the browser itself sees to Secure, Path=/ and no
   *     Domain
   * @param maxAge zero removes it
   */
  static String of(String name, String value, Duration maxAge) {
    return ResponseCookie.from(name, value)
        .httpOnly(true)
        .secure(true)
        .sameSite("Strict")
        .path("/")
        .maxAge(maxAge)
        .build()
        .toString();
  }
}
