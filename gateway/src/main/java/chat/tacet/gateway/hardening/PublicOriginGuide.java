package chat.tacet.gateway.hardening;

import chat.tacet.gateway.system.FilterOrder;
import chat.tacet.gateway.system.Paths;
import chat.tacet.kit.boot.PublicUrl;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Leads people who open the web client under another name to the public address, or tells them why
 * it cannot work there: browsers give a page their cryptography, and keep our cookie, only over TLS
 * or on localhost. Calls of programs are not touched; tokens and Origin protect those.
 */
@Component
@Order(FilterOrder.PUBLIC_ORIGIN)
final class PublicOriginGuide implements WebFilter {

  private static final Set<String> THIS_MACHINE = Set.of("127.0.0.1", "[::1]", "localhost");

  private final PublicUrl publicUrl;

  PublicOriginGuide(PublicUrl publicUrl) {
    this.publicUrl = publicUrl;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    var request = exchange.getRequest();
    if (!Paths.isWebClient(request.getPath().value())
        || ClientAddress.cameThroughTrustedProxy(exchange)) {
      return chain.filter(exchange);
    }
    var host = host(request);
    if (host.equals(publicUrl.host()) && publicUrl.isTrustedByBrowsers()) {
      return chain.filter(exchange);
    }
    if (publicUrl.isSecure() || (publicUrl.isLocalhost() && THIS_MACHINE.contains(host))) {
      return redirect(exchange);
    }
    return explainTls(exchange);
  }

  private Mono<Void> redirect(ServerWebExchange exchange) {
    var uri = exchange.getRequest().getURI();
    @Nullable String query = uri.getRawQuery();
    var target = publicUrl.origin() + uri.getRawPath() + (query == null ? "" : "?" + query);
    exchange.getResponse().setStatusCode(HttpStatus.TEMPORARY_REDIRECT);
    exchange.getResponse().getHeaders().setLocation(URI.create(target));
    return exchange.getResponse().setComplete();
  }

  private Mono<Void> explainTls(ServerWebExchange exchange) {
    var page =
        """
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Tacet needs a secure address</title>
        <h1>Tacet needs a secure address</h1>
        <p>Tacet encrypts in your browser, and browsers allow that only over HTTPS, or on the machine itself under <code>http://localhost</code>.
        This page was opened without HTTPS, so Tacet does not start here.</p>
        <p><strong>If you use this server:</strong> ask the person who runs it for its https:// address.</p>
        <p><strong>If you run it:</strong> put a proxy with a TLS certificate in front of it (Caddy does that by itself) and set
        <code>TACET_PUBLIC_URL</code> to the https:// address. docs/self-hosting.md shows how.</p>
        </html>
        """
            .getBytes(StandardCharsets.UTF_8);
    var response = exchange.getResponse();
    response.setStatusCode(HttpStatus.FORBIDDEN);
    response
        .getHeaders()
        .setContentType(new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8));
    response.getHeaders().setContentLength(page.length);
    response.getHeaders().setCacheControl("no-store");
    return response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(page)));
  }

  /** Host without port, lower case; empty when there is none. */
  private static String host(ServerHttpRequest request) {
    @Nullable String header = request.getHeaders().getFirst("Host");
    return header == null ? "" : header.replaceFirst(":\\d+$", "").toLowerCase(Locale.ROOT);
  }
}
