package chat.tacet.kit.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import chat.tacet.kit.StrictService;
import chat.tacet.kit.boot.StartRefusedException;
import chat.tacet.kit.testing.TestIssuer;
import chat.tacet.kit.testing.TestRedis;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;

/** A collector hears which calls there were, and nothing of whom they were about. */
class TraceStoryTest {

  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

  private static final List<String> heard = new CopyOnWriteArrayList<>();
  private static HttpServer collector;
  private static TestIssuer issuer;
  private static StrictService service;

  @BeforeAll
  static void start() throws IOException {
    collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    collector.createContext(
        "/v1/traces",
        exchange -> {
          try (exchange) {
            var bytes = exchange.getRequestBody().readAllBytes();
            heard.add(new String(bytes, StandardCharsets.ISO_8859_1));
            exchange.sendResponseHeaders(200, -1);
          }
        });
    collector.start();
    issuer = TestIssuer.start();
    service =
        StrictService.start(
            issuer,
            TestRedis.shared(),
            Map.of(
                "tacet.traces.endpoint",
                "http://127.0.0.1:%d/v1/traces".formatted(collector.getAddress().getPort()),
                "tacet.traces.share",
                1));
  }

  @AfterAll
  static void stop() {
    service.close();
    issuer.close();
    collector.stop(0);
  }

  @Test
  void aCallIsNamedByItsRouteAndNotByWhatItWasAbout() {
    var id = UUID.randomUUID();
    get("/songs/" + id, 200);
    heardOf("GET /songs/{id}", "tacet-strict", "http.response.status_code");
    assertThat(heard).noneMatch(spans -> spans.contains(id.toString()));
  }

  @Test
  void aFailureIsSeenAndItsReasonIsNot() {
    get("/broken", 500);
    heardOf("GET /broken");
    assertThat(heard).noneMatch(spans -> spans.contains("the secret of Alice"));
  }

  @Test
  void whoeverCalledIsTheParent() {
    service
        .client()
        .get()
        .uri("/busy")
        .header("traceparent", "00-" + TRACE + "-b7ad6b7169203331-01")
        .exchange()
        .expectStatus()
        .isEqualTo(429);
    heardOf(bytes(TRACE));
  }

  @Test
  void thereAreNoneUnlessAskedFor() {
    runner().run(context -> assertThat(context).doesNotHaveBean(TraceFilter.class));
  }

  @Test
  void aMistakeIsSaidAtTheStart() {
    runner()
        .withPropertyValues("tacet.traces.endpoint=collector", "spring.application.name=x")
        .run(context ->
            assertThat(context)
                .getFailure()
                .hasRootCauseInstanceOf(Exception.class)
                .hasStackTraceContaining("TACET_TRACES_ENDPOINT"));
    assertThatThrownBy(() -> TraceAutoConfiguration.share(new TraceProperties("http://x", 2)))
        .isInstanceOf(StartRefusedException.class);
  }

  private static ReactiveWebApplicationContextRunner runner() {
    return new ReactiveWebApplicationContextRunner()
        .withConfiguration(AutoConfigurations.of(TraceAutoConfiguration.class));
  }

  private static void get(String path, int status) {
    service.client().get().uri(path).exchange().expectStatus().isEqualTo(status);
  }

  private static void heardOf(String... words) {
    await()
        .untilAsserted(
            () -> assertThat(heard).anySatisfy(spans -> assertThat(spans).contains(words)));
  }

  private static String bytes(String hex) {
    return new String(java.util.HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1);
  }
}
