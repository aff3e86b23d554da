package chat.tacet.r2dbc.sqlite.spring;

import chat.tacet.r2dbc.sqlite.codecs.Codecs;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Collection;
import java.util.List;
import org.springframework.core.convert.converter.Converter;
import org.springframework.data.convert.ReadingConverter;

/**
 * Conversions for entities. Spring Data reads a column without naming a type and converts what it
 * gets; SQLite has fewer types than entities have, so these go by the driver's own codecs.
 */
final class ReadingConverters {

  private ReadingConverters() {}

  static Collection<Object> all() {
    return List.of(
        new NumberToBoolean(),
        new LongToInstant(),
        new StringToInstant(),
        new StringToLocalDate(),
        new StringToLocalTime(),
        new StringToLocalDateTime(),
        new StringToOffsetDateTime(),
        new StringToZonedDateTime(),
        new ByteBufferToBytes());
  }

  @ReadingConverter
  static final class NumberToBoolean implements Converter<Number, Boolean> {
    @Override
    public Boolean convert(Number source) {
      return Codecs.decode(source.longValue(), Boolean.class);
    }
  }

  @ReadingConverter
  static final class LongToInstant implements Converter<Long, Instant> {
    @Override
    public Instant convert(Long source) {
      return Codecs.decode(source, Instant.class);
    }
  }

  @ReadingConverter
  static final class StringToInstant implements Converter<String, Instant> {
    @Override
    public Instant convert(String source) {
      return Codecs.decode(source, Instant.class);
    }
  }

  @ReadingConverter
  static final class StringToLocalDate implements Converter<String, LocalDate> {
    @Override
    public LocalDate convert(String source) {
      return Codecs.decode(source, LocalDate.class);
    }
  }

  @ReadingConverter
  static final class StringToLocalTime implements Converter<String, LocalTime> {
    @Override
    public LocalTime convert(String source) {
      return Codecs.decode(source, LocalTime.class);
    }
  }

  @ReadingConverter
  static final class StringToLocalDateTime implements Converter<String, LocalDateTime> {
    @Override
    public LocalDateTime convert(String source) {
      return Codecs.decode(source, LocalDateTime.class);
    }
  }

  @ReadingConverter
  static final class StringToOffsetDateTime implements Converter<String, OffsetDateTime> {
    @Override
    public OffsetDateTime convert(String source) {
      return Codecs.decode(source, OffsetDateTime.class);
    }
  }

  @ReadingConverter
  static final class StringToZonedDateTime implements Converter<String, ZonedDateTime> {
    @Override
    public ZonedDateTime convert(String source) {
      return Codecs.decode(source, ZonedDateTime.class);
    }
  }

  @ReadingConverter
  static final class ByteBufferToBytes implements Converter<ByteBuffer, byte[]> {
    @Override
    public byte[] convert(ByteBuffer source) {
      byte[] bytes = new byte[source.remaining()];
      source.duplicate().get(bytes);
      return bytes;
    }
  }
}
