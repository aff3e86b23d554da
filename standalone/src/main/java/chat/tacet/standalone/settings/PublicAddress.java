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
    try {
      var address = new URI(url.strip());
      return "http".equalsIgnoreCase(address.getScheme())
          && address.getHost() != null
          && !HERE.contains(address.getHost().toLowerCase(Locale.ROOT));
    } catch (URISyntaxException saidElsewhere) {
      return false;
    }
  }
}
