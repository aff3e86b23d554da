package chat.tacet.kit.boot;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The one address under which people reach this installation ({@code TACET_PUBLIC_URL}): scheme,
 * host and perhaps a port, no path.
 */
public final class PublicUrl {

  private static final String REMEDY =
      "Set it to what people open, with http:// or https:// and without a path, such as"
          + " https://chat.example.org.";

  private final URI url;

  private PublicUrl(URI url) {
    this.url = url;
  }

  /**
   * As the operator wrote it.
   *
   * @throws StartRefusedException when nobody can open that
   */
  public static PublicUrl parse(String text) {
    try {
      var url = new URI(text.strip().toLowerCase(Locale.ROOT));
      if (isHttp(url.getScheme()) && url.getHost() != null) {
        return new PublicUrl(bare(url));
      }
    } catch (URISyntaxException notAnAddress) {
      // Said below, like any other that is none.
    }
    throw new StartRefusedException("TACET_PUBLIC_URL is no address.", REMEDY);
  }

  /** As browsers send it in {@code Origin}: default ports left out. */
  public String origin() {
    return url.getScheme() + "://" + authority();
  }

  /** The same for the WebSocket. */
  public String socketOrigin() {
    return (isSecure() ? "wss://" : "ws://") + authority();
  }

  public boolean isSecure() {
    return "https".equals(url.getScheme());
  }

  /** Browsers give a page their cryptography only over TLS or on localhost. */
  public boolean isTrustedByBrowsers() {
    return isSecure() || isLocalhost();
  }

  public boolean isLocalhost() {
    return host().equals("localhost") || host().endsWith(".localhost");
  }

  /** In lower case; an IPv6 address in brackets. */
  public String host() {
    return url.getHost();
  }

  private String authority() {
    int standard = isSecure() ? 443 : 80;
    return url.getPort() == -1 || url.getPort() == standard
        ? url.getHost()
        : url.getHost() + ":" + url.getPort();
  }

  private static URI bare(URI url) {
    if (!url.getPath().isEmpty() && !url.getPath().equals("/")) {
      throw new StartRefusedException(
          "TACET_PUBLIC_URL has a path: Tacet needs a name of its own.", REMEDY);
    }
    if (url.getUserInfo() != null || url.getQuery() != null || url.getFragment() != null) {
      throw new StartRefusedException(
          "TACET_PUBLIC_URL is more than scheme, host and port.", REMEDY);
    }
    return url;
  }

  private static boolean isHttp(@Nullable String scheme) {
    return "http".equals(scheme) || "https".equals(scheme);
  }
}
