package chat.tacet.r2dbc.sqlite.codecs;

import io.r2dbc.spi.Blob;
import io.r2dbc.spi.Clob;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Collects bound {@link Blob}s and {@link Clob}s. This happens before a statement asks for the
 * writer, so that a slow source never holds it.
 */
public final class Lobs {

  /** A large object is held in memory at once, by SQLite as well; larger ones belong in a file. */
  static final int MAX_LOB_SIZE = 64 * 1024 * 1024;

  private Lobs() {}

  /** Tells whether a bound value must be collected before it can be used. */
  public static boolean isLob(@Nullable Object value) {
    return value instanceof Blob || value instanceof Clob;
  }

  /** Emits {@code values} with every Blob replaced by its byte[] and every Clob by its String. */
  public static Mono<List<@Nullable Object>> collect(List<@Nullable Object> values) {
    // Optional-like wrapper, because a reactive stream carries no null
    record Bound(@Nullable Object value) {}
    return Flux.fromStream(values.stream().map(Bound::new))
        .concatMap(bound ->
            switch (bound.value()) {
              case Blob blob -> bytes(blob).map(Bound::new);
              case Clob clob -> text(clob).map(Bound::new);
              case null, default -> Mono.just(bound);
            })
        .collectList()
        .map(bounds -> bounds.stream().<@Nullable Object>map(Bound::value).toList());
  }

  private static Mono<Object> bytes(Blob blob) {
    return Flux.from(blob.stream())
        .reduceWith(ByteArrayOutputStream::new, Lobs::append)
        .map(ByteArrayOutputStream::toByteArray);
  }

  private static ByteArrayOutputStream append(ByteArrayOutputStream out, ByteBuffer part) {
    checkSize((long) out.size() + part.remaining());
    byte[] bytes = new byte[part.remaining()];
    part.duplicate().get(bytes);
    out.writeBytes(bytes);
    return out;
  }

  private static Mono<Object> text(Clob clob) {
    return Flux.from(clob.stream())
        .reduceWith(
            StringBuilder::new,
            (text, part) -> {
              checkSize((long) text.length() + part.length());
              return Objects.requireNonNull(text).append(part);
            })
        .map(TextCodecs::encodable);
  }

  private static void checkSize(long size) {
    if (size > MAX_LOB_SIZE) {
      throw new R2dbcNonTransientResourceException(
          "a bound large object exceeds " + MAX_LOB_SIZE + " bytes");
    }
  }
}
