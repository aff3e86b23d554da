package chat.tacet.kit.token;

import static chat.tacet.kit.problem.CommonProblems.INSUFFICIENT_SCOPE;
import static chat.tacet.kit.problem.CommonProblems.UNAUTHENTICATED;

import chat.tacet.kit.boot.PublicUrl;
import chat.tacet.kit.problem.ProblemAutoConfiguration;
import chat.tacet.kit.problem.ProblemWriter;
import chat.tacet.kit.revocation.RevocationAutoConfiguration;
import chat.tacet.kit.revocation.RevocationCheck;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.reactor.netty.autoconfigure.NettyReactiveWebServerAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.convert.converter.Converter;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.ServerAuthenticationEntryPoint;
import org.springframework.security.web.server.authorization.ServerAccessDeniedHandler;
import org.springframework.security.web.server.util.matcher.OrServerWebExchangeMatcher;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatcher;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * A resource server: every path needs a good access token, except the service's {@link PublicPaths}
 * and the two health paths. It is listed by each service in its own
 * {@code @ImportAutoConfiguration}.
 *
 * <p>A service brings a {@link RevocationCheck} ({@link RevocationAutoConfiguration}, or {@link
 * RevocationCheck#stateless()} if it only guards in front of services that check themselves).
 */
@AutoConfiguration(
    after = {
      ProblemAutoConfiguration.class,
      RevocationAutoConfiguration.class,
      NettyReactiveWebServerAutoConfiguration.class
    })
@EnableWebFluxSecurity
@EnableConfigurationProperties(TokenProperties.class)
public class TokenAutoConfiguration {

  /** A key set is about 1 KB. */
  private static final int MAX_JWKS_BYTES = 64 * 1024;

  private static final PublicPaths HEALTH = PublicPaths.of(HttpMethod.GET, "/livez", "/readyz");

  @Bean
  @ConditionalOnMissingBean
  Clock clock() {
    return Clock.systemUTC();
  }

  /** Read in every service: one that cannot be used ends each start with the same words. */
  @Bean
  PublicUrl publicUrl(TokenProperties properties) {
    return PublicUrl.parse(properties.publicUrl());
  }

  @Bean
  @ConditionalOnMissingBean
  VerificationKeys verificationKeys(TokenProperties properties, ReactorResourceFactory resources) {
    WebClient web =
        WebClient.builder()
            .clientConnector(new ReactorClientHttpConnector(resources, client -> client))
            .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(MAX_JWKS_BYTES))
            .build();
    return new RemoteVerificationKeys(web, properties.keyUrls(), System::nanoTime);
  }

  @Bean
  TicketVerifier ticketVerifier(
      VerificationKeys keys, TokenProperties properties, Clock clock, RevocationCheck check) {
    return new TicketVerifier(TokenDecoder.forTickets(keys, properties.issuer(), clock), check);
  }

  @Bean
  SecurityWebFilterChain tokenSecurity(
      ServerHttpSecurity http,
      ObjectProvider<PublicPaths> publicPaths,
      ObjectProvider<ScopeRules> scopeRules,
      VerificationKeys keys,
      TokenProperties properties,
      Clock clock,
      RevocationCheck revocations,
      ProblemWriter problems) {
    ServerAuthenticationEntryPoint noToken =
        (exchange, e) -> problems.write(exchange, UNAUTHENTICATED.exception());
    ScopeRules scopes = scopeRules.stream().reduce(ScopeRules.none(), ScopeRules::and);
    // Whoever has a token and is denied has one for other calls.
    ServerAccessDeniedHandler denied =
        (exchange, e) ->
            scopes
                .needed(exchange)
                .map(needed -> INSUFFICIENT_SCOPE.exception().withMember("scopes", needed))
                .defaultIfEmpty(INSUFFICIENT_SCOPE.exception())
                .flatMap(problem -> problems.write(exchange, problem));
    TokenDecoder decoder = TokenDecoder.forAccessTokens(keys, properties.issuer(), clock);
    return http
        // Tokens travel in a header that no other site can set, and no state is kept here.
        .csrf(ServerHttpSecurity.CsrfSpec::disable)
        .httpBasic(ServerHttpSecurity.HttpBasicSpec::disable)
        .formLogin(ServerHttpSecurity.FormLoginSpec::disable)
        .logout(ServerHttpSecurity.LogoutSpec::disable)
        .requestCache(ServerHttpSecurity.RequestCacheSpec::disable)
        .authorizeExchange(exchanges ->
            exchanges
                .matchers(open(publicPaths))
                .permitAll()
                .anyExchange()
                .access((caller, context) -> permitted(scopes, caller, context.getExchange())))
        .exceptionHandling(on -> on.authenticationEntryPoint(noToken).accessDeniedHandler(denied))
        .oauth2ResourceServer(server ->
            server
                .authenticationEntryPoint(noToken)
                .accessDeniedHandler(denied)
                .jwt(jwt ->
                    jwt.jwtDecoder(decoder)
                        .jwtAuthenticationConverter(authentication(revocations))))
        .build();
  }

  private static Mono<AuthorizationResult> permitted(
      ScopeRules rules, Mono<Authentication> caller, ServerWebExchange exchange) {
    return caller
        .ofType(CallerAuthentication.class)
        .flatMap(known -> rules.permit(exchange, known.scopes()))
        .defaultIfEmpty(false)
        .map(AuthorizationDecision::new);
  }

  private static ServerWebExchangeMatcher open(ObjectProvider<PublicPaths> publicPaths) {
    List<ServerWebExchangeMatcher> matchers = new ArrayList<>(HEALTH.matchers());
    publicPaths.forEach(paths -> matchers.addAll(paths.matchers()));
    return new OrServerWebExchangeMatcher(matchers);
  }

  private static Converter<Jwt, Mono<AbstractAuthenticationToken>> authentication(
      RevocationCheck revocations) {
    return jwt ->
        Mono.fromSupplier(() -> {
          Caller caller = TokenClaims.caller(jwt);
          revocations.requireValid(caller.accountId(), caller.loginSessionId(), caller.deviceId());
          return new CallerAuthentication(caller, TokenClaims.scopes(jwt));
        });
  }
}
