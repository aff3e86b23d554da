package chat.tacet.auth.story;

import chat.tacet.auth.AuthServiceApplication;
import chat.tacet.kit.testing.TestPostgres;
import chat.tacet.kit.testing.TestRedis;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.web.reactive.server.WebTestClient;

/** The service as an operator would start it, on free ports, with generous limits. */
final class RunningAuth implements AutoCloseable {

  /** Tests ask often; those about limits set their own. */
  private static final Map<String, Object> GENEROUS =
      Map.of(
          "tacet.auth.limits.prelogin", "x",
          "tacet.auth.limits.usernames", "x",
          "tacet.auth.limits.sign-up", "x",
          "tacet.auth.limits.login-by-address", "x",
          "tacet.auth.limits.refresh", "x");

  private final ConfigurableApplicationContext context;

  private RunningAuth(ConfigurableApplicationContext context) {
    this.context = context;
  }

  static RunningAuth start(Map<String, Object> overrides) {
    return start(TestPostgres.shared().newDatabaseUrl(), overrides);
  }

  static RunningAuth start(String databaseUrl, Map<String, Object> overrides) {
    var properties = new HashMap<String, Object>();
    GENEROUS.keySet().forEach(limit -> limit(properties, limit, 100_000, "1m"));
    properties.put("server.port", 0);
    properties.put("tacet.redis-url", TestRedis.shared().url());
    properties.put("tacet.database.url", databaseUrl);
    properties.putAll(overrides);
    return new RunningAuth(AuthServiceApplication.SERVICE.start(properties));
  }

  static void limit(Map<String, Object> properties, String name, int times, String per) {
    properties.put(name + ".times", times);
    properties.put(name + ".per", per);
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

  <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  @Override
  public void close() {
    context.close();
  }
}
