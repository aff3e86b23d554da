package chat.tacet.auth.system;

import chat.tacet.kit.token.PublicPaths;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;

/** What needs no access token: everything that leads to one. */
@Configuration(proxyBeanMethods = false)
class AccessConfiguration {

  @Bean
  PublicPaths withoutToken() {
    return PublicPaths.of(
            HttpMethod.GET,
            "/api/auth/v1/usernames/{name}",
            "/api/auth/v1/accounts/{accountId}",
            "/api/auth/v1/registration",
            "/api/auth/v1/jwks.json",
            "/v3/api-docs")
        .and(PublicPaths.of(HttpMethod.PUT, "/api/auth/v1/accounts/{accountId}"))
        .and(
            PublicPaths.of(
                HttpMethod.POST,
                "/api/auth/v1/prelogin",
                "/api/auth/v1/login",
                "/api/auth/v1/token",
                "/api/auth/v1/logout"));
  }
}
