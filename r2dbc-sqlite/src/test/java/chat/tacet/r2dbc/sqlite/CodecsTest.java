package chat.tacet.r2dbc.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every type goes into real SQLite and comes back equal. */
class CodecsTest {

  private static final LocalDateTime NOON = LocalDateTime.of(2026, 11, 23, 12, 0, 0, 5);

  @TempDir Path directory;
  private SqliteConnectionFactory factory;
  private SqliteConnection connection;

  @BeforeEach
  void open() {
    factory = Databases.open(directory.resolve("codecs.db"));
    connection = Databases.connect(factory);
  }

  @AfterEach
  void close() {
    factory.close().block(Databases.PATIENCE);
  }

  static List<Object> values() {
    return List.of(
        true,
        false,
        (byte) -128,
        Short.MIN_VALUE,
        Integer.MAX_VALUE,
        Long.MIN_VALUE,
        BigInteger.valueOf(Long.MAX_VALUE),
        1.5f,
        Double.MIN_VALUE,
        Double.NEGATIVE_INFINITY,
        new BigDecimal("123456789012345678901234567890.10"),
        new BigDecimal("1E+1000000"),
        "",
        "Grüße 🎼 \0 end",
        'x',
        ByteBuffer.wrap(new byte[] {1, 0, -1}),
        UUID.fromString("0a000000-0000-4000-8000-00000000000f"),
        DayOfWeek.MONDAY,
        Instant.parse("2026-11-23T08:15:30.123456789Z"),
        Instant.parse("-0001-01-01T00:00:00Z"),
        NOON.toLocalDate(),
        LocalTime.MIDNIGHT,
        NOON,
        OffsetDateTime.of(NOON, ZoneOffset.ofHoursMinutes(-3, -30)),
        ZonedDateTime.of(NOON, ZoneId.of("Europe/Berlin")),
        ZonedDateTime.of(NOON, ZoneOffset.UTC));
  }

  @ParameterizedTest
  @MethodSource("values")
  void comesBackEqual(Object value) {
    assertThat(store(value, type(value))).isEqualTo(value);
  }

  @Test
  void bytesComeBackEqual() {
    byte[] bytes = {0, 1, 2};

    assertThat(store(bytes, byte[].class)).isEqualTo(bytes);
    assertThat(store(new byte[0], byte[].class)).isEmpty();
  }

  @Test
  void boundBytesAreCopied() {
    byte[] key = {7};
    SqliteStatement statement = connection.createStatement("SELECT $1").bind(0, key);
    key[0] = 0;

    assertThat(read(statement, byte[].class)).containsExactly(7);
  }

  @Test
  void lossyValuesAreRefusedWhenBound() {
    SqliteStatement statement = connection.createStatement("SELECT $1");

    for (Object value :
        List.of(
            Double.NaN,
            Float.NaN,
            BigInteger.ONE.shiftLeft(63),
            "half \uD83C",
            "\uDFBC\uD83C",
            CharBuffer.wrap("\uDFBC half"),
            '\uD83C',
            new Object(),
            List.of())) {
      assertThatThrownBy(() -> statement.bind(0, value))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void storedValuesOfAnotherKindAreRefusedWhenRead() {
    assertThatThrownBy(() -> store(300, Byte.class)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store(2, Boolean.class)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store(1.5, Integer.class))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store("1", Integer.class))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store("secret", byte[].class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("secret");
    assertThatThrownBy(() -> store("1-1-1-1-1", UUID.class))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store("yesterday", LocalDate.class))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store("SOMEDAY", DayOfWeek.class))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void declaredTypeDecidesWhatAnUnnamedReadGives() {
    Databases.run(connection, "CREATE TABLE t (a INTEGER, b BIGINT, c BOOLEAN, d TEXT, e BLOB)")
        .block(Databases.PATIENCE);
    Databases.run(connection, "INSERT INTO t VALUES (1, 1, 1, 'x', x'00')")
        .block(Databases.PATIENCE);

    List<Object> row =
        connection
            .createStatement("SELECT a, b, c, d, e, count(*), 1.5 FROM t")
            .execute()
            .concatMap(result ->
                result.map((r, metadata) ->
                    List.of(
                        any(r.get(0)),
                        any(r.get(1)),
                        any(r.get(2)),
                        any(r.get(3)),
                        any(r.get(4)),
                        any(r.get(5)),
                        any(r.get(6)))))
            .single()
            .blockOptional(Databases.PATIENCE)
            .orElseThrow();

    assertThat(row).containsExactly(1, 1L, true, "x", ByteBuffer.wrap(new byte[1]), 1L, 1.5);
  }

  @Test
  void millisecondsAreReadAsInstant() {
    assertThat(store(1_000L, Instant.class)).isEqualTo(Instant.EPOCH.plusSeconds(1));
  }

  private static Object any(@Nullable Object value) {
    return Objects.requireNonNull(value);
  }

  private static Class<?> type(Object value) {
    return switch (value) {
      case Enum<?> constant -> constant.getDeclaringClass();
      case ByteBuffer _ -> ByteBuffer.class;
      default -> value.getClass();
    };
  }

  private <T> T store(Object value, Class<T> type) {
    return read(connection.createStatement("SELECT $1").bind(0, value), type);
  }

  private static <T> T read(SqliteStatement statement, Class<T> type) {
    return statement
        .execute()
        .concatMap(
            result -> result.map((row, metadata) -> Objects.requireNonNull(row.get(0, type))))
        .single()
        .blockOptional(Databases.PATIENCE)
        .orElseThrow();
  }
}
