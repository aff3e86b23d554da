package chat.tacet.auth.system;

import chat.tacet.kit.token.PublicPaths;
import chat.tacet.kit.token.ScopeRules;
import java.util.Set;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;

/** What needs no access token: everything that leads to one. */
@Configuration(proxyBeanMethods = false)
class AccessConfiguration {

  /** What programs with a personal token may call here: what opens a socket, and nothing else. */
  @Bean
  ScopeRules authScopes() {
    return ScopeRules.none()
        .allow(
            Set.of(ScopeRules.MAIL_SEND, ScopeRules.MAIL_READ),
            HttpMethod.POST,
            "/api/v1/auth/tickets");
  }

  @Bean
  PublicPaths withoutToken() {
    return PublicPaths.of(
            HttpMethod.GET,
            "/api/v1/auth/usernames/{name}",
            "/api/v1/auth/accounts/{accountId}",
            "/api/v1/auth/registration",
            "/api/v1/auth/jwks.json")
        .and(PublicPaths.of(HttpMethod.PUT, "/api/v1/auth/accounts/{accountId}"))
        .and(
            PublicPaths.of(
                HttpMethod.POST,
                "/api/v1/auth/prelogin",
                "/api/v1/auth/login",
                "/api/v1/auth/token",
                "/api/v1/auth/personal-tokens/exchange",
                "/api/v1/auth/logout"));
  }
}
