package chat.tacet.social.testing;

import static org.awaitility.Awaitility.await;

import chat.tacet.kit.testing.NonBlocking;
import chat.tacet.kit.testing.TestIssuer;
import chat.tacet.kit.testing.TestPostgres;
import chat.tacet.kit.testing.TestRedis;
import chat.tacet.social.SocialServiceApplication;
import chat.tacet.social.account.AccountDeletion;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.function.client.ClientResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The service over real HTTP with a database and a Redis of its own, and people who use it. */
public final class Town implements AutoCloseable {

  static {
    NonBlocking.watch();
  }

  private static final Duration WITHIN = Duration.ofSeconds(20);
  private static final TestIssuer ISSUER = TestIssuer.start();
  private static final AtomicInteger NAMES = new AtomicInteger();

  private TestRedis redis;
  private final String databaseUrl;
  private ConfigurableApplicationContext context;

  private Town(TestRedis redis, String databaseUrl, Map<String, Object> overrides) {
    this.redis = redis;
    this.databaseUrl = databaseUrl;
    this.context = start(overrides);
    awaitOpenDoors();
  }

  /** Those that stories of this JVM share if they stop nothing: what they tell is true on both. */
  public static Stream<Town> both() {
    return Stream.of(OnSqlite.TOWN, OnPostgres.TOWN);
  }

  /** One of its own for a story that stops something; its database is of the same kind. */
  public Town another() {
    return another(Map.of());
  }

  /** The same with other settings. */
  public Town another(Map<String, Object> overrides) {
    return isOnPostgres() ? onPostgres(overrides) : onSqlite(overrides);
  }

  private static Town onSqlite(Map<String, Object> overrides) {
    return new Town(TestRedis.start(), Databases.newSqliteUrl(), overrides);
  }

  private static Town onPostgres(Map<String, Object> overrides) {
    return new Town(TestRedis.start(), TestPostgres.shared().newDatabaseUrl(), overrides);
  }

  /** Where a story has to speak to the database in its own words. */
  public boolean isOnPostgres() {
    return databaseUrl.contains("postgresql");
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

  /** Somebody else who signed up with the same username, which the auth service never allows. */
  public Person namesake(Person person) {
    return new Person(this, ISSUER, person.username());
  }

  public String url() {
    return "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port");
  }

  public WebTestClient client() {
    return WebTestClient.bindToServer()
        .baseUrl(url())
        .responseTimeout(WITHIN)
        .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(4 * 1024 * 1024))
        .filter((request, next) -> next.exchange(request).flatMap(Town::readWhole))
        .build();
  }

  /** Stories that only look at the status would otherwise leave the body in Netty's buffers. */
  private static Mono<ClientResponse> readWhole(ClientResponse answer) {
    return answer
        .bodyToMono(byte[].class)
        .defaultIfEmpty(new byte[0])
        .map(body ->
            answer
                .mutate()
                .body(Flux.just(DefaultDataBufferFactory.sharedInstance.wrap(body)))
                .build());
  }

  public TestRedis redis() {
    return redis;
  }

  /** The service's own connection to Redis. */
  public ReactiveStringRedisTemplate redisCommands() {
    return context.getBean(ReactiveStringRedisTemplate.class);
  }

  /** Ends somebody's account here, as happens when the auth service announces its end. */
  public void endAccount(Person person) {
    bean(AccountDeletion.class).delete(person.id()).block(WITHIN);
  }

  public <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  /** Redis goes away, and with it all it held. */
  public void stopRedis() {
    redis.close();
  }

  /** An empty Redis comes back at the same place. */
  public void startRedis() {
    redis = TestRedis.start(redis.port());
  }

  /** Stops the service, does something, and starts it again on the same database and Redis. */
  public void whileStopped(Runnable something) {
    context.close();
    something.run();
    context = start(Map.of());
    awaitOpenDoors();
  }

  /** A service that has just started lets nobody in until it has read the revocations. */
  private void awaitOpenDoors() {
    var early = stranger("early");
    await()
        .atMost(WITHIN)
        .until(
            () -> early.call("GET", "/profile").returnResult(byte[].class).getStatus(),
            status -> status.value() != 503);
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
  public String toString() {
    return isOnPostgres() ? "PostgreSQL" : "SQLite";
  }

  @Override
  public void close() {
    context.close();
    redis.close();
  }

  private static final class OnSqlite {
    static final Town TOWN = untilTheEnd(onSqlite(Map.of()));
  }

  private static final class OnPostgres {
    static final Town TOWN = untilTheEnd(onPostgres(Map.of()));
  }

  private static Town untilTheEnd(Town town) {
    Runtime.getRuntime().addShutdownHook(new Thread(town::close));
    return town;
  }
}
