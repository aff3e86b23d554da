package chat.tacet.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

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
      door.auth.json("/v3/api-docs", "{\"openapi\":\"3.1.0\"}");

      assertThat(door.get("/api/docs").body()).contains("<title>Tacet API</title>");
      assertThat(door.get("/api/docs/docs.js").headers().firstValue("Content-Type"))
          .hasValue("text/javascript;charset=utf-8");
      assertThat(door.get("/api/docs/docs.css").statusCode()).isEqualTo(200);
      assertThat(door.get("/api/docs/auth.json").body()).isEqualTo("{\"openapi\":\"3.1.0\"}");
    }
  }

  @Test
  void aServiceThatDoesNotDescribeItselfIsUnavailable() {
    try (var door = Door.open(SOCIAL_AWAY)) {
      var answer = door.get("/api/docs/social.json");

      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.body()).contains("\"code\":\"unavailable\"");
    }
  }
}
