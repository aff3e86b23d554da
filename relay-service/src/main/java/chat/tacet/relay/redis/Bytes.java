package chat.tacet.relay.redis;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Redis speaks bytes; keys, numbers and ids are ASCII in them. */
public final class Bytes {

  private Bytes() {}

  /** The text as ASCII. */
  public static byte[] of(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** The number in decimal. */
  public static byte[] of(long number) {
    return of(Long.toString(number));
  }

  /** A bulk string in a script's answer as text; empty for none. */
  public static String text(@Nullable Object bulk) {
    return bulk instanceof byte[] bytes ? new String(bytes, StandardCharsets.US_ASCII) : "";
  }
}
