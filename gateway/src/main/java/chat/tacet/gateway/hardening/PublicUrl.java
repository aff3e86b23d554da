package chat.tacet.gateway.hardening;

import chat.tacet.kit.boot.StartRefusedException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * The one address under which people reach this installation ({@code TACET_PUBLIC_URL}): scheme,
 * host and perhaps a port, no path.
 */
@Component
public final class PublicUrl {

  private static final String REMEDY =
      "Set TACET_PUBLIC_URL to an address like https://chat.example.org, without a path.";

  private final URI url;

  PublicUrl(@Value("${tacet.public-url}") String publicUrl) {
    url = parse(publicUrl);
  }

  /** As browsers send it in {@code Origin}: default ports left out. */
  public String origin() {
    return url.getScheme() + "://" + authority();
  }

  /** The same for the WebSocket. */
  String socketOrigin() {
    return (isSecure() ? "wss://" : "ws://") + authority();
  }

  boolean isSecure() {
    return "https".equals(url.getScheme());
  }

  /** Browsers give a page their cryptography only over TLS or on localhost. */
  boolean isTrustedByBrowsers() {
    return isSecure() || isLocalhost();
  }

  boolean isLocalhost() {
    return host().equals("localhost") || host().endsWith(".localhost");
  }

  String host() {
    return url.getHost();
  }

  private String authority() {
    int standard = isSecure() ? 443 : 80;
    return url.getPort() == -1 || url.getPort() == standard
        ? url.getHost()
        : url.getHost() + ":" + url.getPort();
  }

  private static URI parse(String text) {
    try {
      var url = new URI(text.strip().toLowerCase(Locale.ROOT));
      if (isHttp(url.getScheme())
          && url.getHost() != null
          && url.getUserInfo() == null
          && url.getQuery() == null
          && url.getFragment() == null
          && (url.getPath().isEmpty() || url.getPath().equals("/"))) {
        return url;
      }
    } catch (URISyntaxException notAnAddress) {
      throw new StartRefusedException("The public address cannot be read.", REMEDY, notAnAddress);
    }
    throw new StartRefusedException("The public address is not usable.", REMEDY);
  }

  private static boolean isHttp(@Nullable String scheme) {
    return "http".equals(scheme) || "https".equals(scheme);
  }
}
