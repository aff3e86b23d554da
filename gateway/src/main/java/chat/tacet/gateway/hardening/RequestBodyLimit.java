package chat.tacet.gateway.hardening;

import static chat.tacet.kit.problem.CommonProblems.PAYLOAD_TOO_LARGE;
import static chat.tacet.kit.problem.CommonProblems.REQUEST_TIMEOUT;

import chat.tacet.gateway.limits.CallLimits;
import chat.tacet.gateway.system.FilterOrder;
import chat.tacet.gateway.system.Paths;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.netty.channel.AbortedException;
import reactor.netty.http.server.HttpServerRequest;

/**
 * Refuses request bodies above the limit (at once if they say their length, at the first byte too
 * many if they do not), and those that are not here in time, however steadily they come.
 */
@Component
@Order(FilterOrder.BODY_LIMIT)
final class RequestBodyLimit implements WebFilter {

  private final long maxBytes;
  private final long maxMessageBytes;
  private final Duration maxTime;

  RequestBodyLimit(CallLimits limits) {
    maxBytes = limits.maxBody().toBytes();
    maxMessageBytes = limits.maxMessage().toBytes();
    maxTime = limits.bodyTimeout();
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    var request = exchange.getRequest();
    long most = request.getPath().value().equals(Paths.MESSAGES) ? maxMessageBytes : maxBytes;
    if (request.getHeaders().getContentLength() > most) {
      return Mono.error(PAYLOAD_TOO_LARGE.exception());
    }
    return chain.filter(exchange.mutate().request(new Bounded(exchange, most)).build());
  }

  /** Nobody but the caller's network fails so: the connection ended, or was reset. */
  private static boolean isHungUp(Throwable failure) {
    return failure instanceof AbortedException || failure instanceof IOException;
  }

  private final class Bounded extends ServerHttpRequestDecorator {

    private final ServerHttpResponse response;
    private final long most;

    Bounded(ServerWebExchange exchange, long most) {
      super(exchange.getRequest());
      response = exchange.getResponse();
      this.most = most;
    }

    @Override
    public Flux<DataBuffer> getBody() {
      return Flux.defer(() -> {
        var received = new AtomicLong();
        return super.getBody()
            .<DataBuffer>handle((buffer, sink) -> {
              if (received.addAndGet(buffer.readableByteCount()) <= most) {
                sink.next(buffer);
              } else {
                DataBufferUtils.release(buffer);
                sink.error(PAYLOAD_TOO_LARGE.exception());
              }
            })
            .takeUntilOther(late())
            // Who hung up needs no answer: the call is cancelled with its connection.
            .onErrorResume(RequestBodyLimit::isHungUp, hungUp -> Mono.never());
      });
    }

    /**
     * Fails when the time is over, on the thread that also brings the bytes: so the two never race
     * and no buffer is lost between them.
     */
    private Mono<Void> late() {
      HttpServerRequest received = ServerHttpRequestDecorator.getNativeRequest(getDelegate());
      return Mono.create(overdue ->
          received.withConnection(connection -> {
            var timer =
                connection
                    .channel()
                    .eventLoop()
                    .schedule(() -> refuse(overdue), maxTime.toMillis(), TimeUnit.MILLISECONDS);
            overdue.onDispose(() -> timer.cancel(false));
          }));
    }

    /** RFC 9110, 15.5.9: the rest may still come and is nobody's; so the connection ends, too. */
    private void refuse(MonoSink<Void> overdue) {
      if (!response.isCommitted()) {
        response.getHeaders().setConnection("close");
      }
      overdue.error(REQUEST_TIMEOUT.exception());
    }
  }
}
