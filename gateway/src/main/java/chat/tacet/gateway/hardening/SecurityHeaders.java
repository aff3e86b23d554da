package chat.tacet.gateway.hardening;

import chat.tacet.gateway.system.FilterOrder;
import chat.tacet.kit.boot.PublicUrl;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Puts the security headers on every answer, errors and answers of services included. */
@Component
@Order(FilterOrder.SECURITY_HEADERS)
final class SecurityHeaders implements WebFilter {

  /** Two years. Not of the names below it: what else runs there is not ours to decide. */
  private static final String HSTS = "max-age=63072000";

  /** Headers of services that would tell strangers what runs here, or contradict ours. */
  private static final List<String> REMOVED = List.of(HttpHeaders.SERVER, "X-Powered-By");

  private final Map<String, String> headers;

  SecurityHeaders(PublicUrl publicUrl) {
    var all = new LinkedHashMap<String, String>();
    all.put("Content-Security-Policy", contentSecurityPolicy(publicUrl));
    all.put("Cross-Origin-Opener-Policy", "same-origin");
    all.put("Cross-Origin-Embedder-Policy", "require-corp");
    all.put("Cross-Origin-Resource-Policy", "same-origin");
    all.put("Referrer-Policy", "no-referrer");
    all.put("X-Content-Type-Options", "nosniff");
    all.put("X-Frame-Options", "DENY");
    // The camera reads the QR codes of other browsers, of one's own and of friends; the browser
    // asks before.
    all.put(
        "Permissions-Policy",
        "accelerometer=(), browsing-topics=(), camera=(self), display-capture=(), geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=()");
    if (publicUrl.isSecure()) {
      all.put("Strict-Transport-Security", HSTS);
    }
    headers = Map.copyOf(all);
  }

  /**
   * The page loads nothing from elsewhere, runs no inline code, and makes script URLs through one
   * named policy only.
   */
  private static String contentSecurityPolicy(PublicUrl publicUrl) {
    return String.join(
        "; ",
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        // Some browsers do not count ws: as 'self'.
        "connect-src 'self' " + publicUrl.socketOrigin(),
        "worker-src 'self'",
        "manifest-src 'self'",
        "font-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types tacet");
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    var response = exchange.getResponse();
    response.beforeCommit(() -> {
      REMOVED.forEach(response.getHeaders()::remove);
      headers.forEach(response.getHeaders()::set);
      return Mono.empty();
    });
    return chain.filter(exchange);
  }
}
