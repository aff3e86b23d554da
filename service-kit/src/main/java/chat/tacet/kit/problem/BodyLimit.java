package chat.tacet.kit.problem;

import static chat.tacet.kit.problem.CommonProblems.PAYLOAD_TOO_LARGE;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Refuses a body that announces to be too large before a byte of it is kept. Bodies that announce
 * nothing are counted by the codecs, whose limit is the same.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class BodyLimit implements WebFilter {

  /** Spring's own limit for bodies in memory; the largest honest one (200 prekeys) has 60 KB. */
  static final long MAX_BYTES = 256 * 1024;

  private final ProblemWriter writer;

  BodyLimit(ProblemWriter writer) {
    this.writer = writer;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    return exchange.getRequest().getHeaders().getContentLength() > MAX_BYTES
        ? writer.write(exchange, PAYLOAD_TOO_LARGE.exception())
        : chain.filter(exchange);
  }
}
