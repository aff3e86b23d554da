package chat.tacet.kit.etag;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class EntityTagsTest {

  private static MockServerWebExchange answered(
      MockServerHttpRequest request, String body, MediaType type, boolean whole) {
    var exchange = MockServerWebExchange.from(request);
    answer(exchange, body, type, whole);
    return exchange;
  }

  private static void answer(
      MockServerWebExchange exchange, String body, MediaType type, boolean whole) {
    new EntityTags()
        .filter(
            exchange,
            passed -> {
              var response = passed.getResponse();
              response.setStatusCode(HttpStatus.OK);
              response.getHeaders().setContentType(type);
              response.getHeaders().setContentLength(body.length());
              var bytes = response.bufferFactory().wrap(body.getBytes(StandardCharsets.US_ASCII));
              return response.writeWith(whole ? Mono.just(bytes) : Flux.just(bytes));
            })
        .block();
  }

  private static MockServerWebExchange get(String known, String body) {
    var request = MockServerHttpRequest.get("/friends").header("If-None-Match", known).build();
    return answered(request, body, MediaType.APPLICATION_JSON, true);
  }

  private static String tagOf(MockServerWebExchange exchange) {
    return String.valueOf(exchange.getResponse().getHeaders().getETag());
  }

  @Test
  void whoHasItIsToldThatItIsTheSame() {
    String tag = tagOf(get("\"other\"", "{\"friends\":[]}"));

    var again = get("\"other\", " + tag, "{\"friends\":[]}");

    assertThat(tag).matches("\"[0-9a-f]{32}\"");
    assertThat(again.getResponse().getStatusCode()).isEqualTo(HttpStatus.NOT_MODIFIED);
    assertThat(again.getResponse().getBodyAsString().block()).isNullOrEmpty();
    assertThat(again.getResponse().getHeaders().getContentLength()).isNegative();
    assertThat(again.getResponse().getHeaders().getCacheControl()).isEqualTo("no-store");
    assertThat(tagOf(again)).isEqualTo(tag);
  }

  @Test
  void whatMayBeKeptMayBeKeptOnAfterwards() {
    var known = MockServerHttpRequest.get("/keys").header("If-None-Match", "*").build();
    var exchange = MockServerWebExchange.from(known);
    exchange.getResponse().getHeaders().setCacheControl("max-age=60");

    answer(exchange, "{}", MediaType.APPLICATION_JSON, true);

    assertThat(exchange.getResponse().getStatusCode()).isEqualTo(HttpStatus.NOT_MODIFIED);
    assertThat(exchange.getResponse().getHeaders().getCacheControl()).isEqualTo("max-age=60");
  }

  @Test
  void whoHasAnotherOneGetsIt() {
    String tag = tagOf(get("\"other\"", "{\"friends\":[]}"));

    var changed = get(tag, "{\"friends\":[1]}");

    assertThat(changed.getResponse().getStatusCode()).isEqualTo(HttpStatus.OK);
    assertThat(changed.getResponse().getBodyAsString().block()).isEqualTo("{\"friends\":[1]}");
    assertThat(tagOf(changed)).isNotEqualTo(tag);
  }

  @Test
  void whoNamesNothingThatIsATagGetsIt() {
    for (String nonsense : new String[] {"", "\"", ",", "W/", "x", "\u00e4", ",".repeat(1000)}) {
      assertThat(get(nonsense, "{}").getResponse().getStatusCode()).isEqualTo(HttpStatus.OK);
    }
    String tag = tagOf(get("\"other\"", "{}"));
    assertThat(get("W/" + tag, "{}").getResponse().getStatusCode())
        .isEqualTo(HttpStatus.NOT_MODIFIED);
    assertThat(get("*", "{}").getResponse().getStatusCode()).isEqualTo(HttpStatus.NOT_MODIFIED);
  }

  @Test
  void whoAsksForTheHeadGetsTheSameTag() {
    String tag = tagOf(get("\"other\"", "{}"));
    var head = MockServerHttpRequest.head("/friends");
    var again = MockServerHttpRequest.head("/friends").header("If-None-Match", tag);

    assertThat(tagOf(answered(head.build(), "{}", MediaType.APPLICATION_JSON, true)))
        .isEqualTo(tag);
    assertThat(
            answered(again.build(), "{}", MediaType.APPLICATION_JSON, true)
                .getResponse()
                .getStatusCode())
        .isEqualTo(HttpStatus.NOT_MODIFIED);
  }

  @Test
  void onlyWhatIsReadWholeAndSmallIsTagged() {
    var get = MockServerHttpRequest.get("/").build();
    var post = MockServerHttpRequest.post("/").build();

    assertThat(tagOf(answered(post, "{}", MediaType.APPLICATION_JSON, true))).isEqualTo("null");
    assertThat(tagOf(answered(get, "{}", MediaType.APPLICATION_JSON, false))).isEqualTo("null");
    assertThat(tagOf(answered(get, "{}", MediaType.APPLICATION_PROBLEM_JSON, true)))
        .isEqualTo("null");
    assertThat(tagOf(answered(get, "x".repeat(70_000), MediaType.APPLICATION_JSON, true)))
        .isEqualTo("null");
  }
}
