package chat.tacet.gateway.route;

import static org.springframework.cloud.gateway.support.RouteMetadataUtils.RESPONSE_TIMEOUT_ATTR;

import chat.tacet.gateway.limits.CallLimits;
import chat.tacet.gateway.system.Paths;
import chat.tacet.kit.boot.PublicUrl;
import java.net.URI;
import java.util.List;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.cloud.gateway.route.builder.GatewayFilterSpec;
import org.springframework.cloud.gateway.route.builder.RouteLocatorBuilder;
import org.springframework.cloud.gateway.route.builder.UriSpec;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;

/**
 * The ways in. Each backend gets only what it needs: the refresh cookie is for auth alone, the
 * ticket travels in the subprotocol.
 */
@Configuration(proxyBeanMethods = false)
class Routes {

  static final String AUTH = "auth";
  static final String LINKS = "links";
  static final String SOCIAL = "social";
  static final String MAILBOXES = "mailbox";
  static final String RELAY_CALLS = "relay-calls";
  static final String RELAY = "relay";

  /** Reading there waits until something was put: longer than other calls may take. */
  private static final String LINK_MESSAGES = "/api/v1/social/links/*/messages/*";

  /** The same. */
  private static final String MAILBOX = "/api/v1/relay/mailbox";

  @Bean
  RouteLocator tacetRoutes(
      RouteLocatorBuilder builder, Backends backends, PublicUrl publicUrl, CallLimits limits) {
    long waitingMs = limits.waitingTimeout().toMillis();
    return builder
        .routes()
        .route(AUTH, route -> route.path("/api/v1/auth/**").uri(first(backends.authUrl())))
        .route(
            LINKS,
            route ->
                route
                    .path(LINK_MESSAGES)
                    .and()
                    .method(HttpMethod.GET, HttpMethod.HEAD)
                    .filters(Routes::withoutCookies)
                    .metadata(RESPONSE_TIMEOUT_ATTR, waitingMs)
                    .uri(first(backends.socialUrl())))
        .route(
            SOCIAL,
            route ->
                route
                    .path("/api/v1/social/**")
                    .filters(Routes::withoutCookies)
                    .uri(first(backends.socialUrl())))
        .route(
            MAILBOXES,
            route ->
                route
                    .path(MAILBOX)
                    .and()
                    .method(HttpMethod.GET, HttpMethod.HEAD)
                    .filters(Routes::withoutCookies)
                    .metadata(RESPONSE_TIMEOUT_ATTR, waitingMs)
                    .uri(first(backends.relayUrl())))
        .route(
            RELAY_CALLS,
            route ->
                route
                    .path("/api/v1/relay/**")
                    .filters(Routes::withoutCookies)
                    .uri(first(backends.relayUrl())))
        .route(
            RELAY,
            route ->
                route
                    .path(Paths.SOCKET)
                    .filters(filters -> checked(filters, publicUrl))
                    .uri(first(backends.relayUrl())))
        .build();
  }

  /** Which node it is in the end, {@link NodeChoice} says. */
  private static URI first(List<URI> nodes) {
    return nodes.getFirst();
  }

  private static UriSpec withoutCookies(GatewayFilterSpec filters) {
    return filters
        .removeRequestHeader(HttpHeaders.COOKIE)
        .removeResponseHeader(HttpHeaders.SET_COOKIE);
  }

  /**
   * The Origin was checked before this point. It is set here because the client that dials the
   * relay would otherwise add its own to the sockets of programs, which send none.
   */
  private static UriSpec checked(GatewayFilterSpec filters, PublicUrl publicUrl) {
    return filters
        .removeRequestHeader(HttpHeaders.COOKIE)
        .removeRequestHeader(HttpHeaders.AUTHORIZATION)
        .setRequestHeader(HttpHeaders.ORIGIN, publicUrl.origin());
  }
}
