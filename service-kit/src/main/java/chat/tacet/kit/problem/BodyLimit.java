package chat.tacet.kit.problem;

import static chat.tacet.kit.problem.CommonProblems.PAYLOAD_TOO_LARGE;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.util.unit.DataSize;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Refuses a body that announces to be too large before a byte of it is kept. Bodies that announce
 * nothing are counted by the codecs, whose limit is the same ({@code tacet.max-body}).
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class BodyLimit implements WebFilter {

  private final ProblemWriter writer;
  private final long maxBytes;

  BodyLimit(ProblemWriter writer, DataSize most) {
    this.writer = writer;
    this.maxBytes = most.toBytes();
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    return exchange.getRequest().getHeaders().getContentLength() > maxBytes
        ? writer.write(exchange, PAYLOAD_TOO_LARGE.exception())
        : chain.filter(exchange);
  }
}
