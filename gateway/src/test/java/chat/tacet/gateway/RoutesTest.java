package chat.tacet.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** What reaches a service, what does not, and what the caller hears when a service fails. */
class RoutesTest {

  private static Door door;

  @BeforeAll
  static void open() {
    door = Door.open();
  }

  @AfterAll
  static void close() {
    door.close();
  }

  @BeforeEach
  void forget() {
    door.auth.received.clear();
    door.social.received.clear();
    door.relay.received.clear();
  }

  private static String alice() {
    return "Bearer " + door.tokens.access(UUID.randomUUID());
  }

  @Test
  void callsGoUnchangedToTheServiceTheyName() {
    var answer =
        door.send(door.to("/api/social/v1/users?username=bob").header("Authorization", alice()));

    assertThat(answer.body()).isEqualTo("social");
    assertThat(door.social.only().target()).isEqualTo("/api/social/v1/users?username=bob");
  }

  @Test
  void bodiesArriveWhole() {
    var body = "{\"username\":\"" + "a".repeat(100_000) + "\"}";
    door.send(door.to("/api/auth/v1/login").POST(BodyPublishers.ofString(body)));

    assertThat(door.auth.only().body()).isEqualTo(body);
  }

  @Test
  void theRefreshCookieIsForAuthAlone() {
    door.send(
        door.to("/api/auth/v1/token")
            .header("Cookie", "__Host-tacet-refresh=secret")
            .POST(BodyPublishers.noBody()));
    door.send(
        door.to("/api/social/v1/profile")
            .header("Cookie", "__Host-tacet-refresh=secret")
            .header("Authorization", alice()));

    assertThat(door.auth.only().headers().get("Cookie")).isEqualTo("__Host-tacet-refresh=secret");
    assertThat(door.social.only().headers().get("Cookie")).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/actuator",
        "/actuator/health",
        "/actuator/env",
        "/v3/api-docs",
        "/api",
        "/api/",
        "/api/relay/v1/x",
        "/api/authx",
        "/api/docs/relay.json",
        "/internal",
        "/ws/x",
        "/webjars/a.js",
      })
  void noOtherPathReachesAService(String path) {
    var answer = door.send(door.to(path).header("Authorization", alice()));

    assertThat(answer.body()).doesNotContain("auth", "social", "relay");
    assertThat(door.social.received).isEmpty();
    assertThat(door.relay.received).isEmpty();
    assertThat(door.auth.received)
        .noneMatch(request -> !request.target().equals("/api/auth/v1/jwks.json"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/auth/../../actuator",
        "/api/auth/./v1/login",
        "/api/auth/%2e%2e/%2e%2e/actuator",
        "/api/auth/..%2f..%2factuator",
        "/api/auth/%252e%252e/actuator",
        "//api/auth/v1/login",
        "/api//auth/v1/login",
        "/api/auth/v1/login;x=1",
        "/api/auth/v1/%5c..%5cactuator",
        "/api/auth/v1/a%00b",
        "/api/auth/v1/a%0d%0aHost:x",
        "/api/auth/v1/a\\b",
        "http://elsewhere.example/api/auth/v1/jwks.json",
        "http://127.0.0.1:6379/",
        "elsewhere.example:80",
        "*",
        "/api/auth/v1/usernames/%zz",
        "/api/auth/v1/login?x=%zz",
      })
  void aTargetWithTwoReadingsIsRefused(String target) throws Exception {
    var answer = door.rawGet(target);

    assertThat(answer).startsWith("HTTP/1.1 400");
    assertThat(door.auth.received).isEmpty();
  }

  @Test
  void hostHeadersDoNotChooseTheBackend() throws Exception {
    var answer =
        door.raw(
            "GET /api/auth/v1/jwks.json HTTP/1.1\r\nHost: elsewhere.example\r\nConnection: close\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 200");
    assertThat(door.auth.only().headers().get("Host")).startsWith("127.0.0.1:");
  }

  @ParameterizedTest
  @ValueSource(strings = {"OPTIONS", "TRACE", "PATCH", "PROPFIND"})
  void otherMethodsAreNotPassedOn(String method) {
    var answer = door.send(door.to("/api/auth/v1/login").method(method, BodyPublishers.noBody()));

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.body()).contains("\"code\":\"method-not-allowed\"");
    assertThat(door.auth.received).isEmpty();
  }

  @Test
  void aSlowServiceIsAGatewayTimeout() {
    door.auth.on("/api/auth/v1/usernames/slow", (request, response) -> Mono.never());

    var answer = door.get("/api/auth/v1/usernames/slow");

    assertThat(answer.statusCode()).isEqualTo(504);
    assertThat(answer.body()).contains("\"code\":\"unavailable\"");
  }

  @Test
  void whoWaitsForAnotherDeviceIsWaitedForLonger() {
    var link = "/api/social/v1/links/" + UUID.randomUUID() + "/messages/1";
    // Longer than any other call may take at this door.
    door.social.on(
        link,
        (request, response) ->
            response.sendString(Mono.just("here").delayElement(Duration.ofMillis(1_500))));

    assertThat(door.send(door.to(link).header("Authorization", alice())).body()).isEqualTo("here");
    var put = door.to(link).header("Authorization", alice()).PUT(BodyPublishers.noBody());
    assertThat(door.send(put).statusCode()).as("putting waits for nobody").isEqualTo(504);
  }

  @Test
  void aServiceThatBreaksOffIsUnavailable() {
    door.auth.on(
        "/api/auth/v1/usernames/broken",
        (request, response) ->
            response.withConnection(connection -> connection.dispose()).neverComplete());

    var answer = door.get("/api/auth/v1/usernames/broken");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(answer.body()).contains("\"code\":\"unavailable\"");
  }

  @Test
  void aServiceThatIsNotThereIsUnavailable() {
    try (var alone = Door.open(java.util.Map.of("tacet.auth-url", "http://127.0.0.1:1"))) {
      var answer = alone.get("/api/auth/v1/usernames/alice");

      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.body()).contains("\"code\":\"unavailable\"");
    }
  }
}
