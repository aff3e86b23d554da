package chat.tacet.r2dbc.sqlite.codecs;

import io.r2dbc.spi.Blob;
import io.r2dbc.spi.Clob;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** All codecs of the driver. What is stored how is written in the package's documentation. */
public final class Codecs {

  private static final Map<Class<?>, Codec<?>> BY_TYPE =
      Stream.of(NumberCodecs.all(), TextCodecs.all(), TimeCodecs.all())
          .flatMap(codecs -> codecs.stream())
          .collect(Collectors.toUnmodifiableMap(Codec::type, Function.identity()));

  private static final Map<Class<?>, Class<?>> BOXES =
      Map.of(
          boolean.class, Boolean.class,
          byte.class, Byte.class,
          short.class, Short.class,
          int.class, Integer.class,
          long.class, Long.class,
          float.class, Float.class,
          double.class, Double.class,
          char.class, Character.class);

  private Codecs() {}

  /** Tells whether values of this type can be bound and read. */
  public static boolean supports(Class<?> type) {
    return isLob(type) || type.isEnum() || find(type) != null;
  }

  /**
   * Encodes a bound value.
   *
   * @return Long, Double, String or byte[]; or the {@link Blob} or {@link Clob} itself, which
   *     {@link Lobs} collects when the statement runs
   * @throws IllegalArgumentException if the type is not supported or SQLite would not keep the
   *     value as it is
   */
  public static Object encode(Object value) {
    if (value instanceof Blob || value instanceof Clob) {
      return value;
    }
    if (value instanceof Enum<?> constant) {
      return constant.name();
    }
    Codec<?> codec = find(value.getClass());
    if (codec == null) {
      throw unsupported(value.getClass());
    }
    return codec.encodeUnchecked(value);
  }

  /**
   * Decodes a stored value.
   *
   * @param stored null, Long, Double, String or byte[]
   * @param type the wanted type; {@code Object} gives what {@link #natural} gives
   * @throws IllegalArgumentException if the stored value is not of this type
   */
  public static <T> @Nullable T decode(@Nullable Object stored, Class<T> type, StoredType column) {
    if (stored == null) {
      return null;
    }
    return type == Object.class ? type.cast(natural(stored, column)) : decode(stored, type);
  }

  /**
   * Decodes a stored value that is not null.
   *
   * @param stored Long, Double, String or byte[]
   * @throws IllegalArgumentException if it is not of this type
   */
  public static <T> T decode(Object stored, Class<T> type) {
    Class<T> boxed = box(type);
    if (boxed == Blob.class) {
      return boxed.cast(Blob.from(Mono.just(ByteBuffer.wrap(TextCodecs.bytes(stored, type)))));
    }
    if (boxed == Clob.class) {
      return boxed.cast(Clob.from(Mono.just(TextCodecs.text(stored, type))));
    }
    if (boxed.isEnum()) {
      return constant(TextCodecs.text(stored, type), boxed);
    }
    Codec<?> codec = find(boxed);
    if (codec == null) {
      throw unsupported(type);
    }
    return boxed.cast(codec.decode().apply(stored));
  }

  /**
   * Gives a stored value as the Java type that callers expect who do not name one.
   *
   * @see StoredType
   */
  static Object natural(Object stored, StoredType column) {
    return switch (stored) {
      case Long value -> column.natural(value);
      case byte[] bytes -> ByteBuffer.wrap(bytes.clone());
      default -> stored;
    };
  }

  private static boolean isLob(Class<?> type) {
    return Blob.class.isAssignableFrom(type) || Clob.class.isAssignableFrom(type);
  }

  private static <T> T constant(String name, Class<T> type) {
    for (T constant : type.getEnumConstants()) {
      if (((Enum<?>) constant).name().equals(name)) {
        return constant;
      }
    }
    throw new IllegalArgumentException("a stored TEXT is no constant of " + type.getName());
  }

  private static @Nullable Codec<?> find(Class<?> type) {
    Codec<?> codec = BY_TYPE.get(box(type));
    if (codec != null) {
      return codec;
    }
    // the implementations of ByteBuffer and CharSequence are many
    if (ByteBuffer.class.isAssignableFrom(type)) {
      return BY_TYPE.get(ByteBuffer.class);
    }
    return CharSequence.class.isAssignableFrom(type) ? BY_TYPE.get(CharSequence.class) : null;
  }

  @SuppressWarnings("unchecked") // a primitive type and its box share the type parameter
  private static <T> Class<T> box(Class<T> type) {
    return (Class<T>) BOXES.getOrDefault(type, type);
  }

  private static IllegalArgumentException unsupported(Class<?> type) {
    return new IllegalArgumentException("no codec for " + type.getName());
  }
}
