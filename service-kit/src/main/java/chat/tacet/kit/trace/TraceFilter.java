package chat.tacet.kit.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;

/**
 * One span for each call, with the names that OpenTelemetry's semantic conventions give to HTTP.
 * The parent is whoever called, by W3C's {@code traceparent}: the gateway takes away what strangers
 * say there.
 */
final class TraceFilter implements WebFilter, Ordered {

  /**
   * In the gateway: once strangers' headers are gone. Elsewhere: before anything that takes time.
   */
  static final int ORDER = -790;

  /** Anybody may invent others, and a span's name would be theirs. */
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  private static final W3CTraceContextPropagator HEADERS = W3CTraceContextPropagator.getInstance();

  private final Tracer tracer;
  private final TraceRoute routes;

  TraceFilter(Tracer tracer, TraceRoute routes) {
    this.tracer = tracer;
    this.routes = routes;
  }

  @Override
  public int getOrder() {
    return ORDER;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    // A socket lives for hours and carries mail.
    return exchange.getRequest().getHeaders().getUpgrade() == null
        ? Mono.defer(() -> traced(exchange, chain))
        : chain.filter(exchange);
  }

  private Mono<Void> traced(ServerWebExchange exchange, WebFilterChain chain) {
    var headers = exchange.getRequest().getHeaders();
    String asked = exchange.getRequest().getMethod().name();
    String method = METHODS.contains(asked) ? asked : "_OTHER";
    Span span =
        tracer
            .spanBuilder(method)
            .setParent(HEADERS.extract(Context.root(), headers, GETTER))
            .setSpanKind(SpanKind.SERVER)
            .setAttribute("http.request.method", method)
            .startSpan();
    var context = Context.root().with(span);
    var onwards =
        exchange
            .mutate()
            .request(request ->
                request.headers(named -> HEADERS.inject(context, named, TraceFilter::set)))
            .build();
    // What a problem handler answers is known only then, and that comes after all filters.
    onwards.getResponse().beforeCommit(() -> Mono.fromRunnable(() -> end(span, method, onwards)));
    return chain
        .filter(onwards)
        .doFinally(signal -> {
          if (signal == SignalType.CANCEL) {
            span.setAttribute("error.type", "cancelled");
            end(span, method, onwards);
          }
        });
  }

  private void end(Span span, String method, ServerWebExchange exchange) {
    String route = routes.of(exchange);
    if (route != null) {
      span.updateName(method + " " + route);
      span.setAttribute("http.route", route);
    }
    HttpStatusCode status = exchange.getResponse().getStatusCode();
    if (status != null) {
      span.setAttribute("http.response.status_code", status.value());
      if (status.is5xxServerError()) {
        span.setStatus(StatusCode.ERROR);
      }
    }
    span.end();
  }

  private static void set(@Nullable HttpHeaders headers, String name, String value) {
    if (headers != null) {
      headers.set(name, value);
    }
  }

  private static final TextMapGetter<HttpHeaders> GETTER =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(HttpHeaders headers) {
          return headers.headerNames();
        }

        @Override
        public @Nullable String get(@Nullable HttpHeaders headers, String name) {
          return headers == null ? null : headers.getFirst(name);
        }
      };
}
