package chat.tacet.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HealthAndDocsTest {

  private static final Map<String, Object> SOCIAL_AWAY =
      Map.of("tacet.social-url", "http://127.0.0.1:1");

  @Test
  void readyMeansEverythingBehindIsReady() {
    try (var door = Door.open()) {
      assertThat(door.get("/livez").statusCode()).isEqualTo(200);
      assertThat(door.get("/readyz").statusCode()).isEqualTo(200);
      assertThat(door.auth.received).extracting(StubBackend.Received::target).contains("/readyz");
    }
  }

  /** What the doctor finds out whether the proxy is one that says whose requests it brings. */
  @Test
  void whetherAProxySaysWhoAsksIsSaid() {
    try (var door = Door.open(Map.of("tacet.trusted-proxies", "127.0.0.1"))) {
      var said = door.send(door.to("/readyz").header("X-Forwarded-For", "203.0.113.7"));

      assertThat(said.body()).contains("\"forwarded\":true").contains("\"status\":\"ready\"");
      assertThat(door.get("/readyz").body()).contains("\"forwarded\":false");
    }
    try (var door = Door.open()) {
      var lied = door.send(door.to("/readyz").header("X-Forwarded-For", "203.0.113.7"));

      assertThat(lied.body()).contains("\"forwarded\":false");
    }
  }

  /** As monitors of uptime like to ask. */
  @ParameterizedTest
  @ValueSource(strings = {"/livez", "/readyz", "/api/openapi.json", "/api/docs"})
  void whatCanBeReadCanBeAskedFor(String path) {
    try (var door = Door.open()) {
      var head = door.send(door.to(path).HEAD());

      assertThat(head.statusCode()).isEqualTo(200);
      assertThat(head.body()).isEmpty();
      assertThat(head.headers().firstValue("Content-Type"))
          .isEqualTo(door.get(path).headers().firstValue("Content-Type"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/livez", "/readyz"})
  void healthIsReadAndNotWritten(String path) {
    try (var door = Door.open()) {
      var refused = door.send(door.to(path).POST(BodyPublishers.noBody()));

      assertThat(refused.statusCode()).isEqualTo(405);
      assertThat(refused.headers().firstValue("Allow")).hasValue("GET,HEAD");
      assertThat(refused.body()).contains("method-not-allowed");
    }
  }

  @Test
  void aServiceThatIsAwayIsNamedWhileTheGatewayLives() {
    try (var door = Door.open(SOCIAL_AWAY)) {
      var ready = door.get("/readyz");

      assertThat(door.get("/livez").statusCode()).isEqualTo(200);
      assertThat(ready.statusCode()).isEqualTo(503);
      assertThat(ready.body()).contains("social-service").doesNotContain("auth-service");
    }
  }

  @Test
  void healthOfTheServicesIsNotPassedOn() {
    try (var door = Door.open()) {
      assertThat(door.get("/api/v1/auth/livez").statusCode()).isEqualTo(401);
    }
  }

  @Test
  void theApiIsDescribedToEverybody() {
    try (var door = Door.open()) {
      var yaml = door.get("/api/openapi.yaml");
      var etag = yaml.headers().firstValue("ETag").orElseThrow();

      assertThat(door.get("/api/docs").body()).contains("<title>Tacet API</title>");
      assertThat(door.get("/api/docs/docs.js").headers().firstValue("Content-Type"))
          .hasValue("text/javascript;charset=utf-8");
      assertThat(door.get("/api/docs/docs.css").statusCode()).isEqualTo(200);
      assertThat(yaml.headers().firstValue("Content-Type")).hasValue("application/yaml");
      assertThat(yaml.body()).contains("openapi: '3.1.0'");
      assertThat(door.get("/api/openapi.json").body()).startsWith("{\"openapi\":\"3.1.0\"");
      assertThat(door.send(door.to("/api/openapi.yaml").header("If-None-Match", etag)).statusCode())
          .isEqualTo(304);
    }
  }
}
