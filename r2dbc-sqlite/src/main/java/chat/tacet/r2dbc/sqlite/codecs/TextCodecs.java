package chat.tacet.r2dbc.sqlite.codecs;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** Text, bytes and UUIDs. */
final class TextCodecs {

  private static final int UUID_BYTES = 16;
  private static final int UUID_CHARS = 36;

  private TextCodecs() {}

  static List<Codec<?>> all() {
    return List.of(
        new Codec<>(String.class, TextCodecs::encodable, s -> text(s, String.class)),
        new Codec<>(CharSequence.class, TextCodecs::encodable, s -> text(s, CharSequence.class)),
        new Codec<>(
            Character.class, value -> encodable(String.valueOf(value)), TextCodecs::toCharacter),
        new Codec<>(byte[].class, byte[]::clone, s -> bytes(s, byte[].class).clone()),
        new Codec<>(
            ByteBuffer.class,
            TextCodecs::copy,
            // the row keeps its own array: what a reader does to this one stays with the reader
            s -> ByteBuffer.wrap(bytes(s, ByteBuffer.class).clone())),
        new Codec<>(UUID.class, UUID::toString, TextCodecs::toUuid));
  }

  /** Half a surrogate pair has no UTF-8: another text would be stored in its place. */
  static String encodable(CharSequence value) {
    String text = value.toString();
    int point;
    for (int i = 0; i < text.length(); i += Character.charCount(point)) {
      point = text.codePointAt(i);
      if (Character.getType(point) == Character.SURROGATE) {
        throw new IllegalArgumentException("a text with half a surrogate pair cannot be stored");
      }
    }
    return text;
  }

  static String text(Object stored, Class<?> wanted) {
    if (stored instanceof String text) {
      return text;
    }
    throw Codec.mismatch(stored, wanted);
  }

  static byte[] bytes(Object stored, Class<?> wanted) {
    if (stored instanceof byte[] bytes) {
      return bytes;
    }
    throw Codec.mismatch(stored, wanted);
  }

  private static byte[] copy(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  private static Character toCharacter(Object stored) {
    String text = text(stored, Character.class);
    if (text.length() != 1) {
      throw Codec.mismatch(stored, Character.class);
    }
    return text.charAt(0);
  }

  private static UUID toUuid(Object stored) {
    if (stored instanceof byte[] bytes && bytes.length == UUID_BYTES) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      return new UUID(buffer.getLong(), buffer.getLong());
    }
    String text = text(stored, UUID.class);
    // UUID.fromString also takes shortened forms; the stored form is the full one only
    if (text.length() == UUID_CHARS) {
      UUID uuid = UUID.fromString(text);
      if (uuid.toString().equals(text.toLowerCase(Locale.ROOT))) {
        return uuid;
      }
    }
    throw Codec.mismatch(stored, UUID.class);
  }
}
