package chat.tacet.gateway.access;

import chat.tacet.gateway.system.Paths;
import chat.tacet.kit.revocation.RevocationCheck;
import chat.tacet.kit.token.PublicPaths;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatcher.MatchResult;

/** Which calls need an access token here: all of the REST interface except these. */
@Configuration(proxyBeanMethods = false)
class AccessRules {

  /** {@code contracts/rest.md}: what a person without a login must be able to do. */
  @Bean
  PublicPaths openCalls() {
    return PublicPaths.of(
            HttpMethod.GET,
            "/api/auth/v1/usernames/*",
            "/api/auth/v1/accounts/*",
            "/api/auth/v1/registration",
            "/api/auth/v1/jwks.json",
            "/api/docs",
            "/api/docs/*")
        .and(PublicPaths.of(HttpMethod.HEAD, "/api/docs", "/api/docs/*"))
        .and(
            PublicPaths.of(
                HttpMethod.POST,
                "/api/auth/v1/prelogin",
                "/api/auth/v1/login",
                "/api/auth/v1/token",
                "/api/auth/v1/logout"))
        .and(PublicPaths.of(HttpMethod.PUT, "/api/auth/v1/accounts/*"));
  }

  /**
   * Revocations are for the services to know: the gateway keeps no state, and its check is only the
   * first of two.
   */
  @Bean
  RevocationCheck noRevocationsHere() {
    return RevocationCheck.stateless();
  }

  /**
   * Everything that is not the REST interface: the web client is public, the socket has its own
   * check ({@link SocketAccess}).
   */
  @Bean
  @Order(0)
  SecurityWebFilterChain outsideTheApi(ServerHttpSecurity http) {
    return http.securityMatcher(exchange ->
            Paths.isApi(exchange.getRequest().getPath().value())
                ? MatchResult.notMatch()
                : MatchResult.match())
        .authorizeExchange(exchanges -> exchanges.anyExchange().permitAll())
        .headers(ServerHttpSecurity.HeaderSpec::disable)
        .csrf(ServerHttpSecurity.CsrfSpec::disable)
        .httpBasic(ServerHttpSecurity.HttpBasicSpec::disable)
        .formLogin(ServerHttpSecurity.FormLoginSpec::disable)
        .logout(ServerHttpSecurity.LogoutSpec::disable)
        .requestCache(ServerHttpSecurity.RequestCacheSpec::disable)
        .build();
  }
}
