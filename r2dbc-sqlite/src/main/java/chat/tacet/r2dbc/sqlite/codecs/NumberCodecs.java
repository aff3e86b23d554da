package chat.tacet.r2dbc.sqlite.codecs;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;

/**
 * Numbers and booleans. Reading never rounds: a value that does not fit the wanted type is refused.
 */
final class NumberCodecs {

  private NumberCodecs() {}

  static List<Codec<?>> all() {
    return List.of(
        new Codec<>(Boolean.class, value -> value ? 1L : 0L, NumberCodecs::toBoolean),
        new Codec<>(Byte.class, Byte::longValue, s -> (byte) inRange(s, Byte.class, -128, 127)),
        new Codec<>(
            Short.class,
            Short::longValue,
            s -> (short) inRange(s, Short.class, Short.MIN_VALUE, Short.MAX_VALUE)),
        new Codec<>(
            Integer.class,
            Integer::longValue,
            s -> (int) inRange(s, Integer.class, Integer.MIN_VALUE, Integer.MAX_VALUE)),
        new Codec<>(Long.class, value -> value, s -> toLong(s, Long.class)),
        new Codec<>(BigInteger.class, NumberCodecs::fromBigInteger, NumberCodecs::toBigInteger),
        new Codec<>(Float.class, value -> real(value), s -> toDouble(s, Float.class).floatValue()),
        new Codec<>(Double.class, NumberCodecs::real, s -> toDouble(s, Double.class)),
        new Codec<>(BigDecimal.class, BigDecimal::toString, NumberCodecs::toBigDecimal));
  }

  private static Object fromBigInteger(BigInteger value) {
    if (value.bitLength() > 63) {
      throw new IllegalArgumentException(
          "SQLite's integers have 64 bits; store a larger BigInteger as text");
    }
    return value.longValue();
  }

  private static Object real(double value) {
    if (Double.isNaN(value)) {
      throw new IllegalArgumentException("SQLite cannot store NaN, it would become NULL");
    }
    return value;
  }

  private static boolean toBoolean(Object stored) {
    long value = inRange(stored, Boolean.class, 0, 1);
    return value == 1;
  }

  private static long inRange(Object stored, Class<?> wanted, long min, long max) {
    long value = toLong(stored, wanted);
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          "a stored INTEGER is out of range for " + wanted.getName());
    }
    return value;
  }

  private static long toLong(Object stored, Class<?> wanted) {
    return switch (stored) {
      case Long value -> value;
      // 2^53: up to here every integral double is exact
      case Double value when value == Math.rint(value) && Math.abs(value) <= 0x1p53 ->
          value.longValue();
      default -> throw Codec.mismatch(stored, wanted);
    };
  }

  private static Double toDouble(Object stored, Class<?> wanted) {
    return switch (stored) {
      case Double value -> value;
      case Long value when Math.abs(value) <= 1L << 53 && value != Long.MIN_VALUE ->
          value.doubleValue();
      default -> throw Codec.mismatch(stored, wanted);
    };
  }

  private static BigInteger toBigInteger(Object stored) {
    return BigInteger.valueOf(toLong(stored, BigInteger.class));
  }

  private static BigDecimal toBigDecimal(Object stored) {
    return switch (stored) {
      case Long value -> BigDecimal.valueOf(value);
      case Double value when !value.isInfinite() -> BigDecimal.valueOf(value);
      case String text -> parse(text);
      default -> throw Codec.mismatch(stored, BigDecimal.class);
    };
  }

  private static BigDecimal parse(String text) {
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException e) {
      throw Codec.mismatch(text, BigDecimal.class);
    }
  }
}
