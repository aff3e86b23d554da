package chat.tacet.standalone.settings;

import chat.tacet.kit.boot.PublicUrl;
import chat.tacet.kit.boot.StartRefusedException;
import java.util.Optional;
import java.util.Set;

/** What can be said of {@code TACET_PUBLIC_URL} without trying it. */
public final class PublicAddress {

  /** Where browsers trust a page without TLS, beside localhost. */
  private static final Set<String> HERE = Set.of("127.0.0.1", "[::1]");

  private PublicAddress() {}

  /**
   * What keeps people from using it, if anything does: Tacet encrypts in the browser, with what
   * browsers give only to pages that nobody on the way can have changed.
   *
   * @throws StartRefusedException when it is no address
   */
  public static Optional<Warning> insecure(String text) {
    var url = PublicUrl.parse(text);
    return url.isTrustedByBrowsers() || HERE.contains(url.host())
        ? Optional.empty()
        : Optional.of(
            new Warning(
                text + " is not secure: browsers give a page no cryptography there.",
                "put TLS in front, and set TACET_PUBLIC_URL to the https address"));
  }
}
