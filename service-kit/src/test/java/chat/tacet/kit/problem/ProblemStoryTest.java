package chat.tacet.kit.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import chat.tacet.kit.StrictService;
import chat.tacet.kit.testing.TestIssuer;
import chat.tacet.kit.testing.TestRedis;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.netty.http.client.PrematureCloseException;

@ExtendWith(OutputCaptureExtension.class)
class ProblemStoryTest {

  private static final String GOOD =
      """
      {"title":"Tacet","bars":4,"score":"_-8","id":"0b7b4dd2-1c31-4a5c-9d5a-111111111111"}\
      """;

  private static TestIssuer issuer;
  private static StrictService service;
  private static WebTestClient client;

  @BeforeAll
  static void start() {
    issuer = TestIssuer.start();
    service = StrictService.start(issuer, TestRedis.shared());
    client = service.client();
  }

  @AfterAll
  static void stop() {
    service.close();
    issuer.close();
  }

  @Test
  void aGoodSongComesBackWithItsBytesInBase64url() {
    song(GOOD).expectStatus().isOk().expectBody().json(GOOD);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "title":"Tacet"|"title":"far too long"|title|size
          "title":"Tacet"|"title":null|title|not-null
          "title":"Tacet"|"title":"Tacet","colour":"red"|colour|unknown-member
          "title":"Tacet"|"title":true|title|unreadable
          "title":"Tacet"|"title":7|title|unreadable
          "bars":4|"bars":"4"|bars|unreadable
          "bars":4|"bars":4.5|bars|unreadable
          "bars":4|"bars":null|bars|unreadable
          "score":"_-8"|"score":"!!!"|score|unreadable
          "score":"_-8"|"score":"_-8="|score|unreadable
          "score":"_-8"|"score":"_-9"|score|unreadable
          "score":"_-8"|"score":"_-8A"|score|byte-length
          "score":"_-8"|"score":[1,2]|score|unreadable
          "0b7b|"0B7B|id|unreadable
          """)
  void aBadFieldIsNamedWithTheRuleItBreaks(String from, String to, String field, String code) {
    song(GOOD.replace(from, to))
        .expectStatus()
        .isBadRequest()
        .expectHeader()
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .expectBody()
        .jsonPath("$.type")
        .isEqualTo("urn:tacet:problem:validation-failed")
        .jsonPath("$.code")
        .isEqualTo("validation-failed")
        .jsonPath("$.status")
        .isEqualTo(400)
        .jsonPath("$.errors[0].field")
        .isEqualTo(field)
        .jsonPath("$.errors[0].code")
        .isEqualTo(code);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{",
        "[]",
        "''",
        "null",
        "{}{}",
        "{\"bars\":99999999999}",
        "{\"title\":\"a\",\"title\":\"b\"}"
      })
  void whatIsNoSuchObjectIsRefused(String body) {
    song(body).expectStatus().isBadRequest().expectBody().jsonPath("$.code").exists();
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE"})
  void aBodyInAnotherEncodingCannotBeRead(String encoding) {
    cannotBeRead(GOOD.getBytes(Charset.forName(encoding)));
  }

  @Test
  void noOtherBytesAreReadAsTheSameText() {
    // An overlong A, half of a pair, and Latin-1.
    for (String odd : List.of("\u00c1\u0081", "\u00ed\u00a0\u0080", "\u00e4")) {
      cannotBeRead(GOOD.replace("Tacet", odd).getBytes(StandardCharsets.ISO_8859_1));
    }
  }

  private static void cannotBeRead(byte[] body) {
    client
        .post()
        .uri("/songs")
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue(body)
        .exchange()
        .expectStatus()
        .isBadRequest()
        .expectHeader()
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .expectBody()
        .jsonPath("$.code")
        .isEqualTo("malformed-request");
  }

  @Test
  void aHugeBodyIsTooLarge() {
    song("{\"title\":\"" + "x".repeat(300_000) + "\"}")
        .expectStatus()
        .isEqualTo(413)
        .expectBody()
        .jsonPath("$.code")
        .isEqualTo("payload-too-large");
  }

  @Test
  void theFrameworksOwnRefusalsHaveTheSameForm() {
    expectProblem(client.post().uri("/songs").contentType(MediaType.TEXT_PLAIN).bodyValue("x"))
        .isEqualTo("unsupported-media-type");
    expectProblem(client.get().uri("/songs/1-1-1-1-1")).isEqualTo("validation-failed");
    expectProblem(client.get().uri("/nowhere")).isEqualTo("not-found");
    expectProblem(client.post().uri("/me")).isEqualTo("unauthenticated");
    expectProblem(client.get().uri("/songs")).isEqualTo("unauthenticated");
    expectProblem(client.get().uri("/songs;a=b/%0a")).isEqualTo("malformed-request");
  }

  @Test
  void whatCanBeReadCanBeAskedForItsHead() {
    UUID anybody = UUID.randomUUID();
    String token = issuer.accessToken(anybody, anybody, anybody, "anybody", _ -> {});
    client
        .put()
        .uri("/me")
        .headers(headers -> headers.setBearerAuth(token))
        .exchange()
        .expectStatus()
        .isEqualTo(405)
        .expectHeader()
        .valueEquals("Allow", "GET,HEAD");
    client
        .head()
        .uri("/me")
        .headers(headers -> headers.setBearerAuth(token))
        .exchange()
        .expectStatus()
        .isOk();
  }

  @Test
  void aRefusalThatPassesSaysWhen() {
    client
        .get()
        .uri("/busy")
        .exchange()
        .expectStatus()
        .isEqualTo(429)
        .expectHeader()
        .valueEquals("Retry-After", "2")
        .expectBody()
        .jsonPath("$.retryAfterMs")
        .isEqualTo(1500)
        .jsonPath("$.currentVersion")
        .isEqualTo(7);
  }

  @Test
  void anUnknownErrorTellsNobodyWhatItWas(CapturedOutput output) {
    byte[] body =
        client
            .get()
            .uri("/broken")
            .exchange()
            .expectStatus()
            .isEqualTo(500)
            .expectBody()
            .jsonPath("$.code")
            .isEqualTo("internal")
            .jsonPath("$.detail")
            .doesNotExist()
            .returnResult()
            .getResponseBody();

    assertThat(new String(body, StandardCharsets.UTF_8)).doesNotContain("Alice", "IllegalState");
    assertThat(output).contains("java.lang.IllegalStateException").doesNotContain("Alice");
  }

  @Test
  void anAnswerThatBreaksOffNamesNobodyInTheLog(CapturedOutput output) {
    assertThatThrownBy(() -> client.get().uri("/half-of/alice").exchange().expectBody(String.class))
        .hasRootCauseInstanceOf(PrematureCloseException.class);

    assertThat(output).contains("An answer was broken off: java.lang.IllegalStateException");
    assertThat(output).doesNotContain("alice");
  }

  @Test
  void whoHangsUpInTheMiddleOfABodyIsNoErrorOfOurs(CapturedOutput output) throws IOException {
    int before = service.ended();
    try (var caller = new Socket(InetAddress.getLoopbackAddress(), service.port())) {
      caller
          .getOutputStream()
          .write(
              """
              POST /songs HTTP/1.1\r
              Host: localhost\r
              Content-Type: application/json\r
              Content-Length: 100\r
              \r
              {\
              """
                  .getBytes(StandardCharsets.US_ASCII));
    }
    await().atMost(Duration.ofSeconds(10)).until(() -> service.ended() > before);

    assertThat(output).doesNotContain("ERROR", "WARN");
  }

  private static WebTestClient.ResponseSpec song(String body) {
    return client
        .post()
        .uri("/songs")
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue(body)
        .exchange();
  }

  private static org.springframework.test.web.reactive.server.JsonPathAssertions expectProblem(
      WebTestClient.RequestHeadersSpec<?> request) {
    return request
        .exchange()
        .expectHeader()
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .expectBody()
        .jsonPath("$.code");
  }
}
