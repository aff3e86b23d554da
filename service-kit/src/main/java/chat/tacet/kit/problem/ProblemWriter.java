package chat.tacet.kit.problem;

import chat.tacet.kit.metrics.Meters;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.util.DisconnectedClientHelper;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Writes refusals as {@code application/problem+json}. */
public final class ProblemWriter {

  /** When a refusal that passes does not say when: clients must not retry in a tight loop. */
  private static final Duration DEFAULT_RETRY_AFTER = Duration.ofSeconds(1);

  private final JsonMapper json;
  private final RefusalCounters counters;

  ProblemWriter(JsonMapper json, Meters meters) {
    this.json = json;
    this.counters = new RefusalCounters(meters);
  }

  /** Answers the exchange, which must not be committed yet. Who has hung up is told nothing. */
  public Mono<Void> write(ServerWebExchange exchange, ProblemException problem) {
    counters.count(problem.type().code());
    ServerHttpResponse response = exchange.getResponse();
    HttpHeaders headers = response.getHeaders();
    response.setStatusCode(HttpStatusCode.valueOf(problem.type().status()));
    headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
    headers.setCacheControl("no-store");
    if (problem.type().status() == 401) {
      // RFC 9110, 11.6.1: a 401 names the scheme that would be accepted.
      headers.set(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
    }
    Duration wait = retryAfter(problem);
    if (!wait.isZero()) {
      headers.set(HttpHeaders.RETRY_AFTER, Long.toString(Math.ceilDiv(wait.toMillis(), 1000)));
    }
    byte[] body = json.writeValueAsBytes(document(problem, wait));
    headers.setContentLength(body.length);
    return response
        .writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(body)))
        .onErrorComplete(DisconnectedClientHelper::isClientDisconnectedException);
  }

  private static Duration retryAfter(ProblemException problem) {
    Duration wait = problem.retryAfter();
    if (wait != null) {
      return wait;
    }
    int status = problem.type().status();
    return status == 429 || status == 503 ? DEFAULT_RETRY_AFTER : Duration.ZERO;
  }

  private static Map<String, Object> document(ProblemException problem, Duration wait) {
    ProblemType type = problem.type();
    var document = new LinkedHashMap<String, Object>();
    document.put("type", "urn:tacet:problem:" + type.code());
    document.put("title", type.title());
    document.put("status", type.status());
    document.put("code", type.code());
    if (problem.detail() != null) {
      document.put("detail", problem.detail());
    }
    if (!wait.isZero()) {
      document.put("retryAfterMs", wait.toMillis());
    }
    if (!problem.errors().isEmpty()) {
      document.put("errors", problem.errors());
    }
    problem.members().forEach(document::putIfAbsent);
    return document;
  }
}
