package chat.tacet.gateway.route;

import static org.springframework.cloud.gateway.support.RouteMetadataUtils.RESPONSE_TIMEOUT_ATTR;

import chat.tacet.gateway.hardening.PublicUrl;
import chat.tacet.gateway.system.Paths;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
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

  /** Reading there waits until something was put: longer than other calls may take. */
  private static final String LINK_MESSAGES = "/api/v1/social/links/*/messages/*";

  /** The same. */
  private static final String MAILBOX = "/api/v1/relay/mailbox";

  @Bean
  RouteLocator tacetRoutes(
      RouteLocatorBuilder builder,
      Backends backends,
      PublicUrl publicUrl,
      @Value("${tacet.gateway.waiting-timeout}") Duration waitingTimeout) {
    return builder
        .routes()
        .route("auth", route -> route.path("/api/v1/auth/**").uri(backends.authUrl()))
        .route(
            "links",
            route ->
                route
                    .path(LINK_MESSAGES)
                    .and()
                    .method(HttpMethod.GET)
                    .filters(Routes::withoutCookies)
                    .metadata(RESPONSE_TIMEOUT_ATTR, waitingTimeout.toMillis())
                    .uri(backends.socialUrl()))
        .route(
            "social",
            route ->
                route
                    .path("/api/v1/social/**")
                    .filters(Routes::withoutCookies)
                    .uri(backends.socialUrl()))
        .route(
            "mailbox",
            route ->
                route
                    .path(MAILBOX)
                    .and()
                    .method(HttpMethod.GET)
                    .filters(Routes::withoutCookies)
                    .metadata(RESPONSE_TIMEOUT_ATTR, waitingTimeout.toMillis())
                    .uri(backends.relayUrl()))
        .route(
            "relay-calls",
            route ->
                route
                    .path("/api/v1/relay/**")
                    .filters(Routes::withoutCookies)
                    .uri(backends.relayUrl()))
        .route(
            "relay",
            route ->
                route
                    .path(Paths.SOCKET)
                    .filters(filters -> checked(filters, publicUrl))
                    .uri(backends.relayUrl()))
        .build();
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
