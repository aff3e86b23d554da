package chat.tacet.r2dbc.sqlite.codecs;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * Dates and times as ISO 8601 text with nine digits of fraction; reading accepts any number of
 * them.
 */
final class TimeCodecs {

  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder().appendPattern("HH:mm:ss.SSSSSSSSS").toFormatter(Locale.ROOT);
  private static final DateTimeFormatter DATE_TIME =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .appendLiteral('T')
          .append(TIME)
          .toFormatter(Locale.ROOT);
  private static final DateTimeFormatter INSTANT =
      new DateTimeFormatterBuilder().appendInstant(9).toFormatter(Locale.ROOT);
  private static final DateTimeFormatter OFFSET =
      new DateTimeFormatterBuilder().append(DATE_TIME).appendOffsetId().toFormatter(Locale.ROOT);
  private static final DateTimeFormatter ZONED =
      new DateTimeFormatterBuilder()
          .append(OFFSET)
          .appendLiteral('[')
          .appendZoneRegionId()
          .appendLiteral(']')
          .toFormatter(Locale.ROOT);

  private TimeCodecs() {}

  static List<Codec<?>> all() {
    return List.of(
        new Codec<>(Instant.class, INSTANT::format, TimeCodecs::toInstant),
        text(LocalDate.class, LocalDate::toString, LocalDate::parse),
        text(LocalTime.class, TIME::format, LocalTime::parse),
        text(LocalDateTime.class, DATE_TIME::format, LocalDateTime::parse),
        text(OffsetDateTime.class, OFFSET::format, OffsetDateTime::parse),
        text(ZonedDateTime.class, TimeCodecs::zoned, ZonedDateTime::parse));
  }

  private static <T> Codec<T> text(
      Class<T> type, Function<T, String> format, Function<String, T> parse) {
    return new Codec<>(type, format::apply, stored -> parse(stored, type, parse));
  }

  private static <T> T parse(Object stored, Class<T> type, Function<String, T> parse) {
    try {
      return parse.apply(TextCodecs.text(stored, type));
    } catch (DateTimeException e) {
      throw Codec.mismatch(stored, type);
    }
  }

  /** A zone that is a mere offset has no region to put into brackets. */
  private static String zoned(ZonedDateTime value) {
    return value.getZone().equals(value.getOffset()) ? OFFSET.format(value) : ZONED.format(value);
  }

  private static Instant toInstant(Object stored) {
    return stored instanceof Long millis
        ? Instant.ofEpochMilli(millis)
        : parse(stored, Instant.class, Instant::parse);
  }
}
