package chat.tacet.kit.etag;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Answers to {@code GET}, and to {@code HEAD} as to it, carry an {@code ETag} made of their bytes,
 * and are 304 without a body to whoever has them ({@code If-None-Match}). It saves the way, not the
 * work. What is written piece by piece, or is large, has none: it would have to be held in memory
 * for it.
 */
final class EntityTags implements WebFilter {

  /** Hashing so much takes a tenth of a millisecond; lists of hundreds of friends fit. */
  private static final int MAX_BYTES = 64 * 1024;

  private static final int TAG_BYTES = 16;

  private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD);

  /** Programs keep one answer, or a few. */
  private static final int MAX_KNOWN = 16;

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    return READING.contains(exchange.getRequest().getMethod())
        ? chain.filter(exchange.mutate().response(new Tagged(exchange)).build())
        : chain.filter(exchange);
  }

  private static final class Tagged extends ServerHttpResponseDecorator {

    private final List<String> known;

    Tagged(ServerWebExchange exchange) {
      super(exchange.getResponse());
      known = known(exchange.getRequest().getHeaders());
    }

    /** Read leniently: whoever names nothing that could be a tag has nothing. */
    private static List<String> known(HttpHeaders headers) {
      return headers.getOrEmpty(HttpHeaders.IF_NONE_MATCH).stream()
          .flatMap(line -> Arrays.stream(line.split(",", MAX_KNOWN)))
          .map(tag -> tag.strip().replaceFirst("^W/", ""))
          .toList();
    }

    @Override
    public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
      return body instanceof Mono<? extends DataBuffer> whole && mayBeTagged()
          ? whole
              .<Optional<DataBuffer>>map(Optional::of)
              .defaultIfEmpty(Optional.empty())
              .flatMap(this::write)
          : super.writeWith(body);
    }

    private boolean mayBeTagged() {
      HttpHeaders headers = getHeaders();
      return (getStatusCode() == null || getStatusCode().equals(HttpStatus.OK))
          && MediaType.APPLICATION_JSON.isCompatibleWith(headers.getContentType())
          && headers.getETag() == null;
    }

    private Mono<Void> write(Optional<DataBuffer> body) {
      if (body.isEmpty()) {
        return super.setComplete();
      }
      DataBuffer bytes = body.get();
      if (bytes.readableByteCount() > MAX_BYTES) {
        return super.writeWith(Mono.just(bytes));
      }
      String tag = tag(bytes);
      getHeaders().setETag(tag);
      if (!known.contains(tag) && !known.contains("*")) {
        return super.writeWith(Mono.just(bytes));
      }
      DataBufferUtils.release(bytes);
      setStatusCode(HttpStatus.NOT_MODIFIED);
      // Spring Security leaves a 304 without it, and RFC 9110 (15.4.5) wants what the 200 had.
      if (getHeaders().getCacheControl() == null) {
        getHeaders().setCacheControl(CacheControl.noStore());
      }
      getHeaders().remove(HttpHeaders.CONTENT_LENGTH);
      getHeaders().remove(HttpHeaders.CONTENT_TYPE);
      return super.setComplete();
    }

    private static String tag(DataBuffer bytes) {
      try {
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        try (DataBuffer.ByteBufferIterator parts = bytes.readableByteBuffers()) {
          while (parts.hasNext()) {
            ByteBuffer part = parts.next();
            sha.update(part);
          }
        }
        byte[] hash = Arrays.copyOf(sha.digest(), TAG_BYTES);
        return "\"" + HexFormat.of().formatHex(hash) + "\"";
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JDK has SHA-256", e);
      }
    }
  }
}
