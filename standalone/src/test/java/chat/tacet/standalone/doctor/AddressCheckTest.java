package chat.tacet.standalone.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
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

  private static final Map<String, String> HOST = Map.of();

  /** What services are told that are not alone in their process. */
  private static final Map<String, String> CONTAINER =
      Map.of("TACET_AUTH_JWKS_URL", "http://auth:8081/api/v1/auth/jwks.json");

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
    var tacet = answering(200, "application/json", "{\"status\":\"ready\"}");
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
    server.createContext(
        "/",
        exchange -> {
          var bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", type);
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static List<Finding> findings(Map<String, String> place, String url) {
    var variables = new HashMap<>(place);
    variables.put("TACET_PUBLIC_URL", url);
    return new AddressCheck(variables, Optional.empty()).findings();
  }
}
