package chat.tacet.kit.problem;

import chat.tacet.kit.StrictService;
import chat.tacet.kit.testing.TestIssuer;
import chat.tacet.kit.testing.TestRedis;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.StatusAssertions;
import org.springframework.test.web.reactive.server.WebTestClient;

/** Somebody asks for the programme of a hall, and does not ask well. */
class QueryStoryTest {

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
  void aGoodQuestionIsAnswered() {
    client
        .get()
        .uri("/programme?hall=&after=7&late=true")
        .exchange()
        .expectStatus()
        .isOk()
        .expectBody()
        .json("{\"hall\":\"\",\"after\":7,\"late\":true}");
  }

  @ParameterizedTest
  @CsvSource({
    "hall=a&colour=red, colour, unknown-parameter",
    "hall=a&Late=true, Late, unknown-parameter",
    "hall=a&hall=b, hall, repeated",
    "hall=a&after=1&after=1, after, repeated",
    "hall=a&after=, after, unreadable",
    "hall=a&after, after, unreadable",
    "hall=a&after=x, after, unreadable",
    "hall=a&after=0x10, after, unreadable",
    "hall=a&after=%201, after, unreadable",
    "hall=a&after=9999999999999999999, after, unreadable",
    "hall=a&after=-1, after, min",
    "hall=a&late=on, late, unreadable",
    "after=1, hall, not-null"
  })
  void whatIsWrongIsNamedWithTheRuleItBreaks(String query, String parameter, String code) {
    client
        .get()
        .uri("/programme?" + query)
        .exchange()
        .expectStatus()
        .isBadRequest()
        .expectBody()
        .jsonPath("$.code")
        .isEqualTo("validation-failed")
        .jsonPath("$.errors[0].field")
        .isEqualTo(parameter)
        .jsonPath("$.errors[0].code")
        .isEqualTo(code);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/html",
        "text/event-stream",
        "application/x-ndjson",
        "application/vnd.programme+json",
        "application/json;q=0",
        "no type at all"
      })
  void answersAreJsonOrNone(String accepted) {
    asks(accepted).isEqualTo(406).expectBody().jsonPath("$.code").isEqualTo("not-acceptable");
  }

  @ParameterizedTest
  @ValueSource(strings = {"*/*", "application/*", "application/problem+json, application/json"})
  void whoAcceptsJsonAmongOthersGetsIt(String accepted) {
    asks(accepted).isOk().expectHeader().contentType(MediaType.APPLICATION_JSON);
  }

  private static StatusAssertions asks(String accepted) {
    return client
        .get()
        .uri("/programme?hall=a")
        .header("Accept", accepted)
        .exchange()
        .expectStatus();
  }

  @Test
  void aCallWithoutParametersTakesNone() {
    client
        .get()
        .uri("/songs/0b7b4dd2-1c31-4a5c-9d5a-111111111111?x=1")
        .exchange()
        .expectStatus()
        .isBadRequest()
        .expectBody()
        .jsonPath("$.errors[0].code")
        .isEqualTo("unknown-parameter");
  }
}
