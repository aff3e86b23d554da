package chat.tacet.standalone.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What can be said of {@code TACET_PUBLIC_URL} without trying it. */
public final class PublicAddress {

  /** Where browsers trust a page without TLS. */
  private static final Set<String> HERE = Set.of("localhost", "127.0.0.1", "[::1]");

  private static final Set<String> SCHEMES = Set.of("http", "https");

  private PublicAddress() {}

  /**
   * What keeps people from using it, if anything does: Tacet encrypts in the browser, with what
   * browsers give only to pages that nobody on the way can have changed.
   */
  public static Optional<Warning> insecure(String url) {
    return needsTls(url)
        ? Optional.of(
            new Warning(
                url + " is not secure: browsers give a page no cryptography there.",
                "put TLS in front, and set TACET_PUBLIC_URL to the https address"))
        : Optional.empty();
  }

  private static boolean needsTls(String url) {
    return parse(url)
        .filter(address -> "http".equalsIgnoreCase(address.getScheme()))
        .filter(address -> !HERE.contains(address.getHost().toLowerCase(Locale.ROOT)))
        .isPresent();
  }

  /** An address as browsers open it: {@code http} or {@code https}, and a host. */
  static Optional<URI> parse(String text) {
    try {
      return Optional.of(new URI(text.strip()))
          .filter(url -> url.getScheme() != null && url.getHost() != null)
          .filter(url -> SCHEMES.contains(url.getScheme().toLowerCase(Locale.ROOT)));
    } catch (URISyntaxException notAnAddress) {
      return Optional.empty();
    }
  }
}
