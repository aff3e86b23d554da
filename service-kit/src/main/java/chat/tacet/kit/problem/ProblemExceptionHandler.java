package chat.tacet.kit.problem;

import chat.tacet.kit.redaction.Redacted;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.web.server.MethodNotAllowedException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import reactor.core.publisher.Mono;

/** Turns whatever a request ends with into a problem document, before any other handler. */
@Order(-100)
final class ProblemExceptionHandler implements WebExceptionHandler {

  private static final Logger log = LoggerFactory.getLogger(ProblemExceptionHandler.class);

  private final ProblemWriter writer;

  ProblemExceptionHandler(ProblemWriter writer) {
    this.writer = writer;
  }

  @Override
  public Mono<Void> handle(ServerWebExchange exchange, Throwable error) {
    if (exchange.getResponse().isCommitted()) {
      if (Caller.isGone(exchange)) {
        // Who hung up is no failure of ours, and not there to be told.
        return Mono.empty();
      }
      // The answer is half sent: only breaking the connection tells the client the truth.
      log.warn("An answer was broken off: {}", Redacted.summary(error));
      return Mono.error(error);
    }
    ProblemException problem = Problems.of(error);
    if (problem.type().status() == 500) {
      UUID id = UUID.randomUUID();
      // The log prints types and places of an exception, never its message (kit.boot, logback.xml).
      log.error("Internal error {}", id, error);
      problem = problem.withMember("instance", "urn:uuid:" + id);
    } else if (problem.type().status() == 503 && !(error instanceof ProblemException)) {
      log.warn("Unavailable: {}", Redacted.summary(error));
    }
    if (error instanceof MethodNotAllowedException refused) {
      exchange.getResponse().getHeaders().setAllow(allowed(refused));
    }
    exchange.getResponse().getHeaders().remove(HttpHeaders.CONTENT_LENGTH);
    return writer.write(exchange, problem);
  }

  /** What can be read can be asked for its head, which Spring does not say. */
  private static Set<HttpMethod> allowed(MethodNotAllowedException refused) {
    var methods = new LinkedHashSet<>(refused.getSupportedMethods());
    if (methods.contains(HttpMethod.GET)) {
      methods.add(HttpMethod.HEAD);
    }
    return methods;
  }
}
