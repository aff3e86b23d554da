package chat.tacet.social.testing;

import chat.tacet.kit.testing.TestIssuer;
import chat.tacet.kit.testing.TestPostgres;
import chat.tacet.kit.testing.TestRedis;
import chat.tacet.social.SocialServiceApplication;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.test.web.reactive.server.WebTestClient;

/** The service over real HTTP with a database and a Redis of its own, and people who use it. */
public final class Town implements AutoCloseable {

  private static final TestIssuer ISSUER = TestIssuer.start();
  private static final AtomicInteger NAMES = new AtomicInteger();

  private final TestRedis redis;
  private final String databaseUrl;
  private ConfigurableApplicationContext context;

  private Town(TestRedis redis, String databaseUrl, Map<String, Object> overrides) {
    this.redis = redis;
    this.databaseUrl = databaseUrl;
    this.context = start(overrides);
  }

  /** The one that stories of this JVM share if they do not stop anything. */
  public static Town shared() {
    return Shared.TOWN;
  }

  /** One on SQLite. */
  public static Town open() {
    return open(Map.of());
  }

  /** One on SQLite with other settings. */
  public static Town open(Map<String, Object> overrides) {
    return new Town(TestRedis.start(), Databases.newSqliteUrl(), overrides);
  }

  /** One on PostgreSQL. */
  public static Town openOnPostgres() {
    return new Town(TestRedis.start(), TestPostgres.shared().newDatabaseUrl(), Map.of());
  }

  /** A new person with a unique username that begins like this, who has signed up and in. */
  public Person person(String name) {
    var person = stranger(name);
    person.call("PUT", "/profile", Person.profile(name)).expectStatus().isOk();
    return person;
  }

  /** A person with a token but without a profile. */
  public Person stranger(String name) {
    return new Person(this, ISSUER, name + NAMES.incrementAndGet());
  }

  public WebTestClient client() {
    return WebTestClient.bindToServer()
        .baseUrl("http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port"))
        .responseTimeout(Duration.ofSeconds(20))
        .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(4 * 1024 * 1024))
        .build();
  }

  public TestRedis redis() {
    return redis;
  }

  /** The service's own connection to Redis. */
  public ReactiveStringRedisTemplate redisCommands() {
    return context.getBean(ReactiveStringRedisTemplate.class);
  }

  public <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  /** Stops the service and starts it again on the same database and Redis. */
  public void restart() {
    context.close();
    context = start(Map.of());
  }

  private ConfigurableApplicationContext start(Map<String, Object> overrides) {
    var settings = new HashMap<String, Object>();
    settings.put("server.port", 0);
    settings.put("tacet.database.url", databaseUrl);
    settings.put("tacet.redis-url", redis.url());
    settings.put("tacet.auth-jwks-url", ISSUER.jwksUrl());
    settings.put("tacet.social.limits.factor", 1000);
    settings.putAll(overrides);
    return SocialServiceApplication.SERVICE.start(settings);
  }

  @Override
  public void close() {
    context.close();
    redis.close();
  }

  private static final class Shared {
    static final Town TOWN = openOnPostgres();

    static {
      Runtime.getRuntime().addShutdownHook(new Thread(TOWN::close));
    }
  }
}
