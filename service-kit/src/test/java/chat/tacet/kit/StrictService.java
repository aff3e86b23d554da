package chat.tacet.kit;

import chat.tacet.kit.boot.TacetService;
import chat.tacet.kit.json.Base64Url;
import chat.tacet.kit.json.ByteLength;
import chat.tacet.kit.json.QuietValidationAutoConfiguration;
import chat.tacet.kit.json.StrictJsonAutoConfiguration;
import chat.tacet.kit.problem.CommonProblems;
import chat.tacet.kit.problem.ProblemAutoConfiguration;
import chat.tacet.kit.redis.RedisAddressAutoConfiguration;
import chat.tacet.kit.revocation.Revocation;
import chat.tacet.kit.revocation.RevocationAutoConfiguration;
import chat.tacet.kit.revocation.RevocationListener;
import chat.tacet.kit.testing.TestIssuer;
import chat.tacet.kit.testing.TestRedis;
import chat.tacet.kit.token.Caller;
import chat.tacet.kit.token.PublicPaths;
import chat.tacet.kit.token.ScopeRules;
import chat.tacet.kit.token.Ticket;
import chat.tacet.kit.token.TicketVerifier;
import chat.tacet.kit.token.TokenAutoConfiguration;
import chat.tacet.kit.trace.TraceAutoConfiguration;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration;
import org.springframework.boot.http.codec.autoconfigure.CodecsAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.reactor.netty.autoconfigure.NettyReactiveWebServerAutoConfiguration;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.HttpHandlerAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A small service over real HTTP that uses the kit the way the four services do. */
public final class StrictService implements AutoCloseable {

  private final ConfigurableApplicationContext context;

  private StrictService(ConfigurableApplicationContext context) {
    this.context = context;
  }

  public static StrictService start(TestIssuer issuer, TestRedis redis) {
    return start(issuer, redis, Map.of());
  }

  /** With more settings than it needs. */
  public static StrictService start(
      TestIssuer issuer, TestRedis redis, Map<String, Object> settings) {
    Map<String, Object> all = new HashMap<>(settings);
    all.put("server.port", 0);
    all.put("tacet.redis-url", redis.url());
    all.put("tacet.auth-jwks-url", issuer.jwksUrl());
    return new StrictService(
        new TacetService("tacet-strict", Application.class, "TACET_STRICT_PORT", 0).start(all));
  }

  public WebTestClient client() {
    return WebTestClient.bindToServer()
        .baseUrl("http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port"))
        .responseTimeout(Duration.ofSeconds(30))
        .build();
  }

  public TicketVerifier tickets() {
    return context.getBean(TicketVerifier.class);
  }

  public List<Revocation> heard() {
    return context.getBean(Heard.class).all;
  }

  public int port() {
    return Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port"));
  }

  /** How many requests have come to their end, whatever end that was. */
  public int ended() {
    return context.getBean(Endings.class).count.get();
  }

  @Override
  public void close() {
    context.close();
  }

  static final class Endings implements WebFilter {
    final AtomicInteger count = new AtomicInteger();

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
      return chain.filter(exchange).doFinally(_ -> count.incrementAndGet());
    }
  }

  static final class Heard implements RevocationListener {
    final List<Revocation> all = new CopyOnWriteArrayList<>();

    @Override
    public void revoked(Revocation revocation) {
      all.add(revocation);
    }
  }

  record Song(
      @NotNull @Size(max = 8) String title,
      int bars,
      @NotNull @ByteLength(min = 2, max = 2) Base64Url score,
      @NotNull UUID id) {}

  @RestController
  static class Concert {

    private final TicketVerifier tickets;

    Concert(TicketVerifier tickets) {
      this.tickets = tickets;
    }

    @GetMapping("/me")
    Map<String, Object> me(@AuthenticationPrincipal Caller caller) {
      return Map.of("accountId", caller.accountId(), "username", caller.username());
    }

    @PostMapping("/songs")
    Mono<Song> play(@Valid @RequestBody Mono<Song> song) {
      return song;
    }

    @GetMapping("/songs/{id}")
    UUID song(@PathVariable("id") UUID id) {
      return id;
    }

    @GetMapping("/programme")
    Map<String, Object> programme(
        @RequestParam String hall,
        @RequestParam(defaultValue = "0") @Min(0) long after,
        @RequestParam(defaultValue = "false") boolean late) {
      return Map.of("hall", hall, "after", after, "late", late);
    }

    @GetMapping("/tickets/{ticket}")
    Mono<UUID> ticket(@PathVariable("ticket") String ticket) {
      return tickets.verify(ticket).map(Ticket::accountId);
    }

    @GetMapping("/broken")
    Mono<String> broken() {
      return Mono.error(new IllegalStateException("the secret of Alice"));
    }

    @GetMapping("/half-of/{name}")
    Mono<Void> half(@PathVariable("name") String name, ServerWebExchange exchange) {
      var response = exchange.getResponse();
      var begun = response.bufferFactory().wrap(name.getBytes(StandardCharsets.UTF_8));
      return response.writeWith(
          Flux.concat(Mono.just(begun), Mono.error(new IllegalStateException(name))));
    }

    @GetMapping("/busy")
    Mono<String> busy() {
      return Mono.error(
          CommonProblems.RATE_LIMITED
              .exception()
              .withRetryAfter(Duration.ofMillis(1500))
              .withMember("currentVersion", 7));
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ImportAutoConfiguration({
    PropertyPlaceholderAutoConfiguration.class,
    JacksonAutoConfiguration.class,
    CodecsAutoConfiguration.class,
    ValidationAutoConfiguration.class,
    QuietValidationAutoConfiguration.class,
    NettyReactiveWebServerAutoConfiguration.class,
    HttpHandlerAutoConfiguration.class,
    WebFluxAutoConfiguration.class,
    RedisAddressAutoConfiguration.class,
    DataRedisAutoConfiguration.class,
    DataRedisReactiveAutoConfiguration.class,
    StrictJsonAutoConfiguration.class,
    ProblemAutoConfiguration.class,
    RevocationAutoConfiguration.class,
    TokenAutoConfiguration.class,
    TraceAutoConfiguration.class
  })
  static class Application {

    @Bean
    Concert concert(TicketVerifier tickets) {
      return new Concert(tickets);
    }

    @Bean
    Heard heard() {
      return new Heard();
    }

    @Bean
    Endings endings() {
      return new Endings();
    }

    @Bean
    ScopeRules whoIsAsking() {
      return ScopeRules.none()
          .allow(Set.of("me:read"), HttpMethod.GET, "/me")
          .allow(Set.of("me:read", "me:write"), HttpMethod.DELETE, "/me");
    }

    @Bean
    PublicPaths publicPaths() {
      return PublicPaths.of(HttpMethod.POST, "/songs")
          .and(
              PublicPaths.of(
                  HttpMethod.GET,
                  "/songs/{id}",
                  "/broken",
                  "/half-of/{name}",
                  "/busy",
                  "/programme",
                  "/nowhere",
                  "/tickets/{t}"));
    }
  }
}
