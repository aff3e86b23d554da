package chat.tacet.gateway.hardening;

import static chat.tacet.kit.problem.CommonProblems.PAYLOAD_TOO_LARGE;

import chat.tacet.gateway.system.FilterOrder;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Refuses request bodies above the limit: at once if they say their length, at the first byte too
 * many if they do not.
 */
@Component
@Order(FilterOrder.BODY_LIMIT)
final class RequestBodyLimit implements WebFilter {

  private final long maxBytes;

  /**
   * @param max the largest call is 100 + 100 signed prekeys, about 220 KiB of JSON
   */
  RequestBodyLimit(@Value("${tacet.gateway.max-body}") DataSize max) {
    maxBytes = max.toBytes();
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    var request = exchange.getRequest();
    if (request.getHeaders().getContentLength() > maxBytes) {
      return Mono.error(PAYLOAD_TOO_LARGE.exception());
    }
    return chain.filter(exchange.mutate().request(new Counted(request, maxBytes)).build());
  }

  private static final class Counted extends ServerHttpRequestDecorator {

    private final long maxBytes;

    Counted(ServerHttpRequest request, long maxBytes) {
      super(request);
      this.maxBytes = maxBytes;
    }

    @Override
    public Flux<DataBuffer> getBody() {
      return Flux.defer(() -> {
        var received = new AtomicLong();
        return super.getBody()
            .handle((buffer, sink) -> {
              if (received.addAndGet(buffer.readableByteCount()) <= maxBytes) {
                sink.next(buffer);
              } else {
                DataBufferUtils.release(buffer);
                sink.error(PAYLOAD_TOO_LARGE.exception());
              }
            });
      });
    }
  }
}
