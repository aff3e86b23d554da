package chat.tacet.gateway.route;

import chat.tacet.gateway.system.Paths;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.cloud.gateway.route.builder.GatewayFilterSpec;
import org.springframework.cloud.gateway.route.builder.RouteLocatorBuilder;
import org.springframework.cloud.gateway.route.builder.UriSpec;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;

/**
 * The three ways in. Each backend gets only what it needs: the refresh cookie is for auth alone,
 * the ticket travels in the subprotocol.
 */
@Configuration(proxyBeanMethods = false)
class Routes {

  @Bean
  RouteLocator tacetRoutes(RouteLocatorBuilder builder, Backends backends) {
    return builder
        .routes()
        .route("auth", route -> route.path("/api/auth/**").uri(backends.authUrl()))
        .route(
            "social",
            route ->
                route
                    .path("/api/social/**")
                    .filters(Routes::withoutCookies)
                    .uri(backends.socialUrl()))
        .route(
            "relay",
            route ->
                route
                    .path(Paths.SOCKET)
                    .filters(Routes::withoutCredentials)
                    .uri(backends.relayUrl()))
        .build();
  }

  private static UriSpec withoutCookies(GatewayFilterSpec filters) {
    return filters
        .removeRequestHeader(HttpHeaders.COOKIE)
        .removeResponseHeader(HttpHeaders.SET_COOKIE);
  }

  private static UriSpec withoutCredentials(GatewayFilterSpec filters) {
    return filters
        .removeRequestHeader(HttpHeaders.COOKIE)
        .removeRequestHeader(HttpHeaders.AUTHORIZATION);
  }
}
