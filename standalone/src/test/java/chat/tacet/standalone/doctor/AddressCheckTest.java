package chat.tacet.standalone.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * What the doctor says of an address behind which something is wrong, on a host and in a container.
 */
class AddressCheckTest {

  private static final String READY = "{\"status\":\"ready\"}";
  private static final String PROBLEM = "application/problem+json";

  private static final Map<String, String> HOST = Map.of();

  /** What services are told that are not alone in their process. */
  private static final Map<String, String> CONTAINER =
      Map.of("TACET_AUTH_JWKS_URL", "http://auth:8081/api/v1/auth/jwks.json");

  /** The only one that reaches the world, and has pages to show. */
  private static final Map<String, String> GATEWAY =
      Map.of(
          "TACET_AUTH_JWKS_URL",
          "http://auth:8081/api/v1/auth/jwks.json",
          "TACET_WEB_ROOT",
          "/opt/tacet/site");

  /** Where a policy lets packets to the world fall. */
  private static final Map<String, String> GATEWAY_ON_KUBERNETES =
      with(GATEWAY, "KUBERNETES_SERVICE_HOST", "10.96.0.1");

  /** An address of this machine that is not named like one. */
  private static final String ELSEWHERE = "0.0.0.0";

  @Test
  void whatTakesConnectionsAndSaysNothingIsBrokenInAContainerToo() throws IOException {
    try (var silent = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
      assertThat(findings(CONTAINER, "http://localhost:" + silent.getLocalPort()))
          .singleElement()
          .matches(Finding::isBroken)
          .extracting(Finding::says)
          .isEqualTo("something is there and does not answer.");
    }
  }

  @Test
  void whatCannotBeReachedFromAContainerIsNotJudgedThere() throws IOException {
    int port;
    try (var closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = closed.getLocalPort();
    }
    var url = "http://localhost:" + port;

    assertThat(findings(HOST, url)).singleElement().matches(Finding::isBroken);
    assertThat(findings(CONTAINER, url))
        .singleElement()
        .matches(finding -> !finding.isBroken())
        .extracting(Finding::mend)
        .asString()
        .contains("gateway");
  }

  @Test
  void theContainerThatSeesTheWorldSaysWhatIsWrongThere() throws IOException {
    var url = "https://" + ELSEWHERE + ":" + closedPort();

    assertThat(findings(CONTAINER, url)).singleElement().matches(finding -> !finding.isBroken());
    assertThat(findings(GATEWAY, url))
        .singleElement()
        .matches(Finding::isBroken)
        .extracting(Finding::says)
        .asString()
        .contains("nobody answers there");
    assertThat(findings(GATEWAY, "https://no-such-name.invalid"))
        .singleElement()
        .matches(Finding::isBroken)
        .extracting(Finding::says)
        .isEqualTo("its name does not resolve here.");
    assertThat(findings(CONTAINER, "https://no-such-name.invalid"))
        .singleElement()
        .matches(finding -> !finding.isBroken());
  }

  @Test
  void aProxyThatStandsStillInFrontOfTheGatewayIsToldFromOneThatIsThere() throws IOException {
    var tacet = answering(200, "application/json", READY);
    try {
      var port = Integer.toString(tacet.getAddress().getPort());
      assertThat(
              findings(
                  with(with(GATEWAY, "TACET_PORT", port), "TACET_BIND", "0.0.0.0"),
                  "https://" + ELSEWHERE + ":" + closedPort()))
          .singleElement()
          .extracting(Finding::text)
          .asString()
          .contains("BROKEN", "Tacet itself does, at http://127.0.0.1:" + port, "start the proxy");
    } finally {
      tacet.stop(0);
    }
  }

  @Test
  void whereNothingComesBackTheGatewaySaysSoAndKubernetesIsNotTakenForIt() {
    var home = URI.create("https://chat.example.org");

    assertThat(lost(HOST, home).isBroken()).isTrue();
    // What comes out of a container may be let fall where everybody else gets through.
    assertThat(lost(GATEWAY, home).isBroken()).isFalse();
    assertThat(lost(GATEWAY, home).says()).contains("no connection within");
    assertThat(lost(GATEWAY, home).says()).isEqualTo(lost(HOST, home).says());
    assertThat(lost(CONTAINER, home).isBroken()).isFalse();
    assertThat(lost(GATEWAY_ON_KUBERNETES, home).isBroken()).isFalse();
  }

  @Test
  void theHostThatTheGatewaysContainerIsOnIsNotTheOneInIt() throws IOException {
    assertThat(findings(GATEWAY, "http://localhost:" + closedPort()))
        .singleElement()
        .matches(finding -> !finding.isBroken())
        .extracting(Finding::mend)
        .asString()
        .contains("browser on that machine");
  }

  @Test
  void whoListensAtOneAddressOnlyIsLookedForThere() throws IOException {
    var bound = with(with(HOST, "TACET_BIND", "127.0.0.3"), "TACET_PORT", "1");

    assertThat(findings(bound, "https://localhost:" + closedPort()))
        .singleElement()
        .extracting(Finding::says)
        .asString()
        .contains("nor at http://127.0.0.3:1");
    assertThat(findings(with(bound, "TACET_BIND", "::"), "https://localhost:" + closedPort()))
        .singleElement()
        .extracting(Finding::says)
        .asString()
        .contains("nor at http://[::1]:1");
  }

  @Test
  void anotherProgramThatSaysYesToEverythingIsNotTakenForTacet() throws IOException {
    assertThat(saysOf(200, "text/html", "<h1>It works!</h1>")).startsWith("something else answers");
    assertThat(saysOf(503, "text/html", "no server")).startsWith("the proxy does not reach Tacet");
  }

  @Test
  void aProxyThatIsAwayIsToldFromATacetThatIs() throws IOException {
    int closed;
    try (var nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = nobody.getLocalPort();
    }
    var away = "https://localhost:" + closed;

    assertThat(findings(Map.of("TACET_PORT", Integer.toString(closed)), away))
        .singleElement()
        .extracting(Finding::says)
        .asString()
        .contains("nor at http://127.0.0.1:" + closed, "Tacet is not running");
    var tacet = answering(200, "application/json", READY);
    try {
      var port = Integer.toString(tacet.getAddress().getPort());
      assertThat(findings(Map.of("TACET_PORT", port), away))
          .singleElement()
          .extracting(Finding::text)
          .asString()
          .contains("Tacet itself does", "start the proxy");
    } finally {
      tacet.stop(0);
    }
  }

  @Test
  void whatIsNotReadyIsNamed() throws IOException {
    assertThat(
            saysOf(503, "application/problem+json", "{\"detail\":\"Not ready: relay-service.\"}"))
        .isEqualTo("not every service is ready: relay-service.");
  }

  @Test
  void aDoorThatAnswersIsNotOneThatWasGoneThrough() throws IOException {
    var tacet = tacetBehind(exchange -> answer(exchange, 401, PROBLEM, "{}"));
    try {
      assertThat(about("WebSocket", tacet).text())
          .contains("advice", "not gone through", "browser");
    } finally {
      tacet.stop(0);
    }
  }

  @Test
  void aProxyThatIsTooNarrowForTheLargestMessageIsFound() throws IOException {
    var narrow =
        tacetBehind(exchange -> {
          var most = 1_000_000;
          boolean tooLarge = length(exchange) > most;
          answer(exchange, tooLarge ? 413 : 401, tooLarge ? "text/html" : PROBLEM, "{}");
        });
    var told = tacetBehind(exchange -> answer(exchange, 413, PROBLEM, "{}"));
    var wide = tacetBehind(exchange -> answer(exchange, 401, PROBLEM, "{}"));
    var ill = tacetBehind(exchange -> answer(exchange, 502, "text/html", "no"));
    try {
      assertThat(about("Large messages", narrow).text()).contains("BROKEN", "client_max_body_size");
      assertThat(about("Large messages", told).level()).isEqualTo(Finding.Level.GOOD);
      assertThat(about("Large messages", wide).level()).isEqualTo(Finding.Level.GOOD);
      assertThat(about("Large messages", ill).text()).contains("advice", "502");
    } finally {
      List.of(narrow, told, wide, ill).forEach(server -> server.stop(0));
    }
  }

  @Test
  void aProxyThatDoesNotSayWhoAsksIsNoted() {
    var home = URI.create("https://chat.example.org");

    assertThat(AddressCheck.proxy("{\"status\":\"ready\",\"forwarded\":false}", home))
        .hasValueSatisfying(finding -> {
          assertThat(finding.isBroken()).isTrue();
          assertThat(finding.mend()).contains("X-Forwarded-For", "TACET_TRUSTED_PROXIES");
        });
    assertThat(AddressCheck.proxy("{\"forwarded\":true,\"status\":\"ready\"}", home))
        .hasValueSatisfying(finding -> assertThat(finding.isBroken()).isFalse());
    assertThat(AddressCheck.proxy("{\"forwarded\":false}", URI.create("http://localhost:8080")))
        .isEmpty();
  }

  private static int closedPort() throws IOException {
    try (var nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return nobody.getLocalPort();
    }
  }

  private static Map<String, String> with(Map<String, String> place, String name, String value) {
    var more = new HashMap<>(place);
    more.put(name, value);
    return more;
  }

  /** What is said where the first packet finds no answer. */
  private static Finding lost(Map<String, String> place, URI home) {
    return new Unreachable(place, false, HttpClient.newHttpClient())
        .at(home, new HttpConnectTimeoutException("lost"));
  }

  /** A Tacet that is ready; what else it is asked comes to somebody else first. */
  private static HttpServer tacetBehind(HttpHandler proxy) throws IOException {
    var server = answering(200, "application/json", READY);
    server.removeContext("/");
    server.createContext("/readyz", exchange -> answer(exchange, 200, "application/json", READY));
    server.createContext("/", proxy);
    return server;
  }

  private static long length(HttpExchange exchange) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst("Content-Length"))
        .map(Long::parseLong)
        .orElse(0L);
  }

  private static Finding about(String subject, HttpServer server) {
    return findings(HOST, "http://localhost:" + server.getAddress().getPort()).stream()
        .filter(finding -> finding.subject().equals(subject))
        .findFirst()
        .orElseThrow();
  }

  /** The first finding about an address where everything is answered alike. */
  private static String saysOf(int status, String type, String body) throws IOException {
    var server = answering(status, type, body);
    try {
      return findings(HOST, "http://localhost:" + server.getAddress().getPort()).getFirst().says();
    } finally {
      server.stop(0);
    }
  }

  private static HttpServer answering(int status, String type, String body) throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> answer(exchange, status, type, body));
    server.start();
    return server;
  }

  private static void answer(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    // This server cuts off whoever is still sending, before its answer is read.
    exchange.getRequestBody().readAllBytes();
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static List<Finding> findings(Map<String, String> place, String url) {
    var variables = new HashMap<>(place);
    variables.put("TACET_PUBLIC_URL", url);
    return new AddressCheck(variables, Optional.empty()).findings();
  }
}
