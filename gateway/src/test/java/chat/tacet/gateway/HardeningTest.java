package chat.tacet.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Forged headers, oversized requests, and the headers every answer carries. */
class HardeningTest {

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
  }

  @Test
  void servicesLearnTheSocketsAddressAndNothingAStrangerSays() {
    door.send(
        door.to("/api/v1/auth/prelogin")
            .header("X-Forwarded-For", "6.6.6.6")
            .header("X-Forwarded-Host", "evil.example")
            .header("X-Forwarded-Proto", "https")
            .header("Forwarded", "for=6.6.6.6")
            .header("X-Real-IP", "6.6.6.6")
            .header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
            .header("X-Tacet-Client-Address", "6.6.6.6")
            .header("x-tacet-account", "admin")
            .POST(BodyPublishers.noBody()));

    var headers = door.auth.only().headers();
    assertThat(headers.getAll("X-Tacet-Client-Address")).containsExactly("127.0.0.1");
    assertThat(headers.names())
        .noneMatch(name -> name.toLowerCase(java.util.Locale.ROOT).startsWith("x-forwarded"))
        .noneMatch(name -> name.equalsIgnoreCase("Forwarded"))
        .noneMatch(name -> name.equalsIgnoreCase("X-Real-IP"))
        .noneMatch(name -> name.equalsIgnoreCase("traceparent"))
        .noneMatch(name -> name.equalsIgnoreCase("X-Tacet-Account"));
  }

  @Test
  void aStrangerCannotHaveOurHeaderDropped() throws Exception {
    var request =
        "GET /api/v1/auth/usernames/bob HTTP/1.1\r\nHost: localhost\r\nConnection: close, X-Tacet-Client-Address\r\n\r\n";

    assertThat(door.raw(request)).startsWith("HTTP/1.1 200");
    assertThat(door.auth.only().headers().getAll("X-Tacet-Client-Address"))
        .containsExactly("127.0.0.1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Host: localhost\r\nHost: evil.example\r\n"})
  void aRequestNamesOneHost(String hosts) throws Exception {
    var answer =
        door.raw(
            "GET /api/v1/auth/usernames/bob HTTP/1.1\r\n%sConnection: close\r\n\r\n"
                .formatted(hosts));

    assertThat(answer).startsWith("HTTP/1.1 400");
    assertThat(door.auth.received).isEmpty();
  }

  @Test
  void aTrustedProxysWordIsTaken() {
    try (var behindProxy = Door.open(Map.of("tacet.trusted-proxies", "127.0.0.0/8"))) {
      behindProxy.send(
          behindProxy
              .to("/api/v1/auth/prelogin")
              .header("X-Forwarded-For", "6.6.6.6, 203.0.113.7, 127.0.0.9")
              .POST(BodyPublishers.noBody()));

      assertThat(behindProxy.auth.only().headers().get("X-Tacet-Client-Address"))
          .isEqualTo("203.0.113.7");
    }
  }

  @Test
  void aBodyThatSaysItIsTooLargeIsRefusedUnread() {
    var answer =
        door.send(
            door.to("/api/v1/auth/login").POST(BodyPublishers.ofByteArray(new byte[600 * 1024])));

    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(answer.body()).contains("\"code\":\"payload-too-large\"");
    assertThat(door.auth.received).isEmpty();
  }

  @Test
  void aMessageWithoutASocketMayBeLarger() {
    var call =
        door.to("/api/v1/relay/messages")
            .header("Authorization", "Bearer " + door.tokens.access(java.util.UUID.randomUUID()));
    var fits = door.send(call.copy().POST(BodyPublishers.ofByteArray(new byte[1400 * 1024])));
    var tooLarge = door.send(call.copy().POST(BodyPublishers.ofByteArray(new byte[1600 * 1024])));

    assertThat(fits.statusCode()).isEqualTo(200);
    assertThat(tooLarge.statusCode()).isEqualTo(413);
  }

  @Test
  void aBodyThatHidesItsLengthIsRefusedAtTheLimit() {
    var endless =
        BodyPublishers.ofInputStream(
            () -> new java.io.ByteArrayInputStream(new byte[5 * 1024 * 1024]));

    var answer = door.send(door.to("/api/v1/auth/login").POST(endless));

    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(answer.body()).contains("\"code\":\"payload-too-large\"");
    assertThat(door.auth.received).isEmpty();
  }

  @Test
  void largeHeadersAreRefused() throws Exception {
    var answer =
        door.raw(
            "GET / HTTP/1.1\r\nHost: localhost\r\nX-Big: %s\r\n\r\n".formatted("a".repeat(20_000)));

    assertThat(answer).startsWith("HTTP/1.1 431");
  }

  @Test
  void longTargetsAreRefused() throws Exception {
    assertThat(door.rawGet("/" + "a".repeat(5_000))).startsWith("HTTP/1.1 414");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/assets/index-AbCd1234.js",
        "/nothing.js",
        "/livez",
        "/api/docs",
        "/api/nothing",
        "/api/v1/auth/usernames/bob",
        "/ws"
      })
  void everyAnswerCarriesTheSecurityHeaders(String path) {
    var headers = door.get(path).headers();

    assertThat(headers.firstValue("Content-Security-Policy"))
        .hasValueSatisfying(policy ->
            assertThat(policy)
                .contains(
                    "default-src 'none'",
                    "script-src 'self';",
                    "connect-src 'self' ws://localhost:" + door.port,
                    "require-trusted-types-for 'script'",
                    "trusted-types tacet",
                    "frame-ancestors 'none'")
                .doesNotContain("unsafe"));
    assertThat(headers.allValues("X-Content-Type-Options")).containsExactly("nosniff");
    assertThat(headers.allValues("Referrer-Policy")).containsExactly("no-referrer");
    assertThat(headers.allValues("Cross-Origin-Opener-Policy")).containsExactly("same-origin");
    assertThat(headers.allValues("Cross-Origin-Embedder-Policy")).containsExactly("require-corp");
    assertThat(headers.allValues("Cross-Origin-Resource-Policy")).containsExactly("same-origin");
    assertThat(headers.firstValue("Permissions-Policy").orElseThrow().split(", "))
        .contains("camera=(self)", "microphone=()", "geolocation=()", "display-capture=()");
    assertThat(headers.firstValue("Strict-Transport-Security")).isEmpty();
    assertThat(headers.firstValue("Server")).isEmpty();
    assertThat(headers.allValues("X-Frame-Options")).containsExactly("DENY");
    assertThat(headers.firstValue("Access-Control-Allow-Origin")).isEmpty();
  }

  @Test
  void onlyAnHttpsInstallationAsksBrowsersToInsistOnTls() throws Exception {
    try (var secure = Door.open(Map.of("tacet.public-url", "https://chat.example.org"))) {
      var answer =
          secure.raw("GET / HTTP/1.1\r\nHost: chat.example.org\r\nConnection: close\r\n\r\n");

      assertThat(answer)
          .startsWith("HTTP/1.1 200")
          .containsIgnoringCase("Strict-Transport-Security: max-age=63072000")
          .contains("wss://chat.example.org");
    }
  }

  @Test
  void thisMachineByNumberLeadsToThePublicAddress() throws Exception {
    var answer =
        door.raw(
            "GET /chats?x=1 HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: close\r\n\r\n"
                .formatted(door.port));

    assertThat(answer)
        .startsWith("HTTP/1.1 307")
        .containsIgnoringCase("location: " + door.url() + "/chats?x=1\r\n");
  }

  @Test
  void anotherNameWithoutTlsGetsAnExplanation() throws Exception {
    var answer =
        door.raw(
            "GET / HTTP/1.1\r\nHost: 192.168.1.5:%d\r\nConnection: close\r\n\r\n"
                .formatted(door.port));

    assertThat(answer)
        .startsWith("HTTP/1.1 403")
        .contains("Tacet needs a secure address")
        .contains("TACET_PUBLIC_URL");
  }

  @Test
  void anotherNameOfATlsInstallationLeadsToThePublicAddress() throws Exception {
    try (var secure = Door.open(Map.of("tacet.public-url", "https://chat.example.org"))) {
      var answer =
          secure.raw("GET / HTTP/1.1\r\nHost: old.example.org\r\nConnection: close\r\n\r\n");

      assertThat(answer)
          .startsWith("HTTP/1.1 307")
          .containsIgnoringCase("location: https://chat.example.org/\r\n");
    }
  }

  @Test
  void refusalsOfAllKindsAreProblemDocuments() {
    var unknown =
        door.send(
            door.to("/api/nothing")
                .header("Authorization", "Bearer " + door.tokens.access(UUID.randomUUID())));

    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(unknown.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(unknown.body()).contains("\"type\":\"urn:tacet:problem:not-found\"");
  }
}
