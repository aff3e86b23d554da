package chat.tacet.auth.story;

import chat.tacet.auth.AuthServiceApplication;
import chat.tacet.auth.chore.Chore;
import chat.tacet.auth.password.HashCost;
import chat.tacet.kit.boot.TacetService;
import chat.tacet.kit.testing.NonBlocking;
import chat.tacet.kit.testing.TestRedis;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.test.web.reactive.server.WebTestClient;

/**
 * The service as an operator would start it, on free ports, with generous limits and, unless the
 * story is about it, with hashes that cost next to nothing.
 */
final class RunningAuth implements AutoCloseable {

  /** Its clock: stories that are about time put it forward. */
  static final HandClock CLOCK = new HandClock();

  private static final TacetService SERVICE =
      new TacetService("tacet-auth", WithCheapHashes.class, "TACET_AUTH_PORT", 0);

  private static final TacetService SERVICE_AT_FULL_COST =
      new TacetService("tacet-auth", WithHandClock.class, "TACET_AUTH_PORT", 0);

  /** Tests ask often; those about limits set their own. */
  private static final List<String> LIMITS =
      List.of("prelogin", "usernames", "sign-up", "login-by-address", "refresh", "personal-tokens");

  static {
    NonBlocking.watch();
  }

  private final ConfigurableApplicationContext context;

  private RunningAuth(ConfigurableApplicationContext context) {
    this.context = context;
  }

  static RunningAuth on(Database database) {
    return on(database, Map.of());
  }

  static RunningAuth on(Database database, Map<String, Object> overrides) {
    return start(database.newUrl(), overrides);
  }

  static RunningAuth start(String databaseUrl, Map<String, Object> overrides) {
    return start(SERVICE, databaseUrl, overrides);
  }

  /** With hashes that cost what they cost outside of tests. */
  static RunningAuth atFullCost(Database database, Map<String, Object> overrides) {
    return start(SERVICE_AT_FULL_COST, database.newUrl(), overrides);
  }

  private static RunningAuth start(
      TacetService service, String databaseUrl, Map<String, Object> overrides) {
    var properties = new HashMap<String, Object>();
    LIMITS.forEach(limit -> properties.putAll(limit(limit, 100_000, "1m")));
    properties.put("server.port", 0);
    properties.put("tacet.redis-url", TestRedis.shared().url());
    properties.put("tacet.database.url", databaseUrl);
    properties.putAll(overrides);
    return new RunningAuth(service.start(properties));
  }

  static Map<String, Object> limit(String name, int times, String per) {
    String prefix = "tacet.auth.limits." + name;
    return Map.of(prefix + ".times", times, prefix + ".per", per);
  }

  WebTestClient client() {
    return WebTestClient.bindToServer()
        .baseUrl(url())
        .responseTimeout(Duration.ofSeconds(20))
        .build();
  }

  String url() {
    return "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port");
  }

  String jwksUrl() {
    return url() + "/api/v1/auth/jwks.json";
  }

  <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  /** Does now what the service does every minute. */
  void sweepHalfMadeAccounts() {
    context.getBean("halfMadeAccountsDeleted", Chore.class).work().block();
  }

  /** Does now what the service does every minute. */
  void revokeExpiredPersonalTokens() {
    context.getBean("expiredPersonalTokensRevoked", Chore.class).work().block();
  }

  /** Does now what the service does every five minutes. */
  void restoreDeletions() {
    context.getBean("deletionsRestored", Chore.class).work().block();
  }

  /** Does now what the service does every fifteen seconds. */
  void publishRevocationsAgain() {
    context.getBean("revocationsRepublished", Chore.class).work().block();
  }

  @Override
  public void close() {
    context.close();
  }

  /** The application and a clock; not annotated as a configuration, so that no scan finds it. */
  @Import(AuthServiceApplication.class)
  static final class WithHandClock {

    @Bean
    Clock clock() {
      return CLOCK;
    }
  }

  /** The same where a hash takes no time that a story would have to wait for. */
  @Import(WithHandClock.class)
  static final class WithCheapHashes {

    @Bean
    HashCost hashCost() {
      return new HashCost(64, 1);
    }
  }
}
