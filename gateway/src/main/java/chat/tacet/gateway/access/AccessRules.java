package chat.tacet.gateway.access;

import chat.tacet.gateway.system.Paths;
import chat.tacet.kit.revocation.RevocationCheck;
import chat.tacet.kit.token.PublicPaths;
import chat.tacet.kit.token.ScopeRules;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.web.server.MatcherSecurityWebFilterChain;
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
            "/api/v1/auth/usernames/*",
            "/api/v1/auth/accounts/*",
            "/api/v1/auth/registration",
            "/api/v1/auth/jwks.json",
            "/api/openapi.yaml",
            "/api/openapi.json",
            "/api/docs",
            "/api/docs/*")
        .and(
            PublicPaths.of(
                HttpMethod.POST,
                "/api/v1/auth/prelogin",
                "/api/v1/auth/login",
                "/api/v1/auth/token",
                "/api/v1/auth/personal-tokens/exchange",
                "/api/v1/auth/logout"))
        .and(PublicPaths.of(HttpMethod.PUT, "/api/v1/auth/accounts/*"));
  }

  /**
   * Revocations are for the services to know: the gateway keeps no state, and its check is only the
   * first of two.
   */
  @Bean
  RevocationCheck noRevocationsHere() {
    return RevocationCheck.stateless();
  }

  /** So are scopes: each service knows its calls. */
  @Bean
  ScopeRules scopesAreForTheServices() {
    return ScopeRules.checkedElsewhere();
  }

  /**
   * Everything that is not the REST interface: the web client is public, the socket has its own
   * check ({@link SocketAccess}). So Spring Security has nothing to do there.
   */
  @Bean
  @Order(0)
  SecurityWebFilterChain outsideTheApi() {
    return new MatcherSecurityWebFilterChain(
        exchange ->
            Paths.isApi(exchange.getRequest().getPath().value())
                ? MatchResult.notMatch()
                : MatchResult.match(),
        // There has to be one.
        List.of((exchange, chain) -> chain.filter(exchange)));
  }
}
