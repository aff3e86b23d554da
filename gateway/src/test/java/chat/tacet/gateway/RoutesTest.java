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
        door.send(door.to("/api/v1/social/users?username=bob").header("Authorization", alice()));

    assertThat(answer.body()).isEqualTo("social");
    assertThat(door.social.only().target()).isEqualTo("/api/v1/social/users?username=bob");
  }

  @Test
  void anOddQueryGoesUnchangedToo() {
    var answer =
        door.send(door.to("/api/v1/social/rooms?a=AAAA====").header("Authorization", alice()));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(door.social.only().target()).isEqualTo("/api/v1/social/rooms?a=AAAA====");
  }

  @Test
  void bodiesArriveWhole() {
    var body = "{\"username\":\"" + "a".repeat(100_000) + "\"}";
    door.send(door.to("/api/v1/auth/login").POST(BodyPublishers.ofString(body)));

    assertThat(door.auth.only().body()).isEqualTo(body);
  }

  @Test
  void theRefreshCookieIsForAuthAlone() {
    door.send(
        door.to("/api/v1/auth/token")
            .header("Cookie", "__Host-tacet-refresh=secret")
            .POST(BodyPublishers.noBody()));
    door.send(
        door.to("/api/v1/social/profile")
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
        "/api/v1/authx",
        "/api/v1",
        "/api/auth/v1/login",
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
        .noneMatch(request -> !request.target().equals("/api/v1/auth/jwks.json"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/auth/../../../actuator",
        "/api/v1/auth/./login",
        "/api/v1/auth/%2e%2e/%2e%2e/%2e%2e/actuator",
        "/api/v1/auth/..%2f..%2f..%2factuator",
        "/api/v1/auth/%252e%252e/actuator",
        "//api/v1/auth/login",
        "/api//auth/v1/login",
        "/api/v1/auth/login;x=1",
        "/api/v1/auth/%5c..%5cactuator",
        "/api/v1/auth/a%00b",
        "/api/v1/auth/a%0d%0aHost:x",
        "/api/v1/auth/a\\b",
        "http://elsewhere.example/api/v1/auth/jwks.json",
        "http://127.0.0.1:6379/",
        "elsewhere.example:80",
        "*",
        "/api/v1/auth/usernames/%zz",
        "/api/v1/auth/login?x=%zz",
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
            "GET /api/v1/auth/jwks.json HTTP/1.1\r\nHost: elsewhere.example\r\nConnection: close\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 200");
    assertThat(door.auth.only().headers().get("Host")).startsWith("127.0.0.1:");
  }

  @ParameterizedTest
  @ValueSource(strings = {"OPTIONS", "TRACE", "PATCH", "PROPFIND"})
  void otherMethodsAreNotPassedOn(String method) {
    var answer = door.send(door.to("/api/v1/auth/login").method(method, BodyPublishers.noBody()));

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.body()).contains("\"code\":\"method-not-allowed\"");
    assertThat(door.auth.received).isEmpty();
  }

  @Test
  void aSlowServiceIsAGatewayTimeout() {
    door.auth.on("/api/v1/auth/usernames/slow", (request, response) -> Mono.never());

    var answer = door.get("/api/v1/auth/usernames/slow");

    assertThat(answer.statusCode()).isEqualTo(504);
    assertThat(answer.body()).contains("\"code\":\"unavailable\"");
  }

  @Test
  void whoWaitsForAnotherDeviceIsWaitedForLonger() {
    var link = "/api/v1/social/links/" + UUID.randomUUID() + "/messages/1";
    // Longer than any other call may take at this door.
    door.social.on(
        link,
        (request, response) ->
            response.sendString(Mono.just("here").delayElement(Duration.ofMillis(1_500))));

    assertThat(door.send(door.to(link).header("Authorization", alice())).body()).isEqualTo("here");
    var head = door.to(link).header("Authorization", alice()).HEAD();
    assertThat(door.send(head).statusCode()).as("asked without the body").isEqualTo(200);
    var put = door.to(link).header("Authorization", alice()).PUT(BodyPublishers.noBody());
    assertThat(door.send(put).statusCode()).as("putting waits for nobody").isEqualTo(504);
  }

  @Test
  void aServiceThatBreaksOffIsUnavailable() {
    door.auth.on(
        "/api/v1/auth/usernames/broken",
        (request, response) ->
            response.withConnection(connection -> connection.dispose()).neverComplete());

    var answer = door.get("/api/v1/auth/usernames/broken");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(answer.body()).contains("\"code\":\"unavailable\"");
  }

  @Test
  void aServiceThatIsNotThereIsUnavailable() {
    try (var alone = Door.open(java.util.Map.of("tacet.auth-url", "http://127.0.0.1:1"))) {
      var answer = alone.get("/api/v1/auth/usernames/alice");

      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.body()).contains("\"code\":\"unavailable\"");
    }
  }
}
