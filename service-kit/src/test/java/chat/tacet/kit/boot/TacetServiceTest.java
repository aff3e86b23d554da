package chat.tacet.kit.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.EventLoopGroup;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.http.codec.autoconfigure.CodecsAutoConfiguration;
import org.springframework.boot.reactor.netty.autoconfigure.NettyReactiveWebServerAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.HttpHandlerAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.util.unit.DataSize;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

class TacetServiceTest {

  private static final TacetService ECHO =
      new TacetService("echo-service", Echo.class, "TACET_ECHO_PORT", 8999);
  private static final Map<String, Object> ANY_PORT = Map.of("server.port", 0);

  @Test
  void closingOneServiceLeavesTheOtherOfTheSameJvmAlone() throws Exception {
    try (var first = ECHO.start(ANY_PORT)) {
      try (var second = ECHO.start(ANY_PORT)) {
        assertThat(ask(second)).isEqualTo("hello");
      }
      assertThat(ask(first)).isEqualTo("hello");
    }
  }

  @Test
  void eventLoopsOutliveWhatWasGivenThem() {
    LastWork work;
    EventLoopGroup loops;
    try (var service = ECHO.start(ANY_PORT)) {
      work = service.getBean(LastWork.class);
      loops = service.getBean(EventLoops.class).ofSockets();
    }
    assertThat(work.done).isTrue();
    assertThat(loops.isTerminated()).isTrue();
  }

  @Test
  void aTakenPortIsNamedTogetherWithTheVariableThatChangesIt() throws Exception {
    try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var said =
          standardErrorOf(() ->
              assertThatThrownBy(() -> ECHO.start(Map.of("server.port", other.getLocalPort()))));
      assertThat(said.strip())
          .isEqualTo(
              "tacet: Port %d is taken by another program. Stop that program, or choose another port with TACET_ECHO_PORT."
                  .formatted(other.getLocalPort()));
    }
  }

  @Test
  void aRefusalIsSaidInItsOwnWords() {
    var refusing =
        new TacetService("refusing-service", Refusing.class, "TACET_REFUSING_PORT", 8998);
    var said = standardErrorOf(() -> assertThatThrownBy(() -> refusing.start(ANY_PORT)));
    assertThat(said.strip())
        .isEqualTo("tacet: The directory is not writable. Give it to this user.");
  }

  @Test
  void anUnforeseenFailureNamesItsRoot() {
    var broken = new TacetService("broken-service", Broken.class, "TACET_BROKEN_PORT", 8997);
    var said = standardErrorOf(() -> assertThatThrownBy(() -> broken.start(ANY_PORT)));
    assertThat(said.strip())
        .isEqualTo("tacet: broken-service could not start: IllegalStateException: no such thing");
  }

  @Test
  void aSettingThatCannotBeReadIsNamedAsTheVariableItIsAndItsValueIsNotShown() {
    var service = new TacetService("set-service", WithSettings.class, "TACET_SET_PORT", 8996);
    var unreadable =
        standardErrorOf(() ->
            assertThatThrownBy(
                () -> service.start(Map.of("server.port", 0, "TACET_SET_MAXSIZE", "s3cret"))));
    assertThat(unreadable.strip())
        .isEqualTo(
            "tacet: TACET_SET_MAXSIZE has to be a size such as 512KB or 64MB. docs/self-hosting.md, \"Settings\", says what it may be.");
    var refused =
        standardErrorOf(() ->
            assertThatThrownBy(
                () -> service.start(Map.of("server.port", 0, "TACET_SET_MAXSIZE", "3GB"))));
    assertThat(refused.strip())
        .isEqualTo(
            "tacet: A setting of TACET_SET… does not hold: sizes are below 2GB. docs/self-hosting.md, \"Settings\", says what it may be.");
  }

  @Test
  void aLimitOfNothingIsNamedWithWhatItMayBe() {
    var service = new TacetService("set-service", WithSettings.class, "TACET_SET_PORT", 8996);

    assertThat(refusal(service, "TACET_SET_RATE_PERMINUTE", "0"))
        .startsWith("tacet: TACET_SET_RATE_PERMINUTE has to be above 0.");
    assertThat(refusal(service, "TACET_SET_MAXSIZE", "-1B"))
        .startsWith("tacet: TACET_SET_MAXSIZE has to be above 0.");
    assertThat(refusal(service, "TACET_SET_RATE_PAUSE", "-1s"))
        .startsWith("tacet: TACET_SET_RATE_PAUSE has to be 0 or above.");
    assertThat(refusal(service, "TACET_SET_RATE_PAUSE", "soon"))
        .startsWith("tacet: TACET_SET_RATE_PAUSE has to be a time such as 500ms, 30s or 5m.");
    assertThat(refusal(service, "TACET_SET_RATE_PERMINUTE", "many"))
        .startsWith("tacet: TACET_SET_RATE_PERMINUTE has to be a whole number");
  }

  private static String refusal(TacetService service, String variable, String value) {
    return standardErrorOf(() ->
            assertThatThrownBy(() -> service.start(Map.of("server.port", 0, variable, value))))
        .strip();
  }

  private static String ask(ConfigurableApplicationContext service)
      throws IOException, InterruptedException {
    var port = service.getEnvironment().getRequiredProperty("local.server.port");
    try (var client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/")).build(),
              BodyHandlers.ofString())
          .body();
    }
  }

  private static String standardErrorOf(Runnable action) {
    var before = System.err;
    var caught = new ByteArrayOutputStream();
    System.setErr(new PrintStream(caught, true, StandardCharsets.UTF_8));
    try {
      action.run();
    } finally {
      System.setErr(before);
    }
    return caught.toString(StandardCharsets.UTF_8);
  }

  /** A connection, say, that is closed on the loop on which it lives. */
  static final class LastWork implements DisposableBean {
    private final EventLoops loops;
    private boolean done;

    LastWork(EventLoops loops) {
      this.loops = loops;
    }

    @Override
    public void destroy() throws Exception {
      done = loops.ofSockets().submit(() -> true).get(10, TimeUnit.SECONDS);
    }
  }

  @SpringBootConfiguration(proxyBeanMethods = false)
  @ImportAutoConfiguration({
    CodecsAutoConfiguration.class,
    HttpHandlerAutoConfiguration.class,
    NettyReactiveWebServerAutoConfiguration.class,
    WebFluxAutoConfiguration.class
  })
  static class Echo {
    @Bean
    RouterFunction<ServerResponse> hello() {
      return RouterFunctions.route()
          .GET("/", request -> ServerResponse.ok().bodyValue("hello"))
          .build();
    }

    @Bean
    LastWork lastWork(EventLoops loops) {
      return new LastWork(loops);
    }
  }

  @SpringBootConfiguration(proxyBeanMethods = false)
  static class Refusing extends Echo {
    @Bean
    Object directory() {
      throw new StartRefusedException("The directory is not writable.", "Give it to this user.");
    }
  }

  @ConfigurationProperties("tacet.set")
  record Sizes(@DefaultValue("1MB") DataSize maxSize, @DefaultValue Rate rate) {
    Sizes {
      if (maxSize.toGigabytes() > 2) {
        throw new IllegalArgumentException("sizes are below 2GB");
      }
    }
  }

  record Rate(@DefaultValue("1") int perMinute, @MayBeZero @DefaultValue("0s") Duration pause) {}

  @SpringBootConfiguration(proxyBeanMethods = false)
  @EnableConfigurationProperties(Sizes.class)
  static class WithSettings extends Echo {}

  @SpringBootConfiguration(proxyBeanMethods = false)
  static class Broken extends Echo {
    @Bean
    Object thing() {
      throw new IllegalStateException("no such thing");
    }
  }
}
