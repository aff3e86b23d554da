package chat.tacet.standalone.settings;

import chat.tacet.kit.boot.PublicUrl;
import chat.tacet.kit.boot.SettingsFromFiles;
import chat.tacet.kit.boot.StartRefusedException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the operator may say.
 *
 * @param port {@code TACET_PORT}: where the gateway listens
 * @param bind {@code TACET_BIND}: on which address; loopback unless told
 * @param data {@code TACET_DATA}: directory of everything that is kept
 * @param publicUrl {@code TACET_PUBLIC_URL}: the address people open
 * @param redisUrl {@code TACET_REDIS_URL}, or what stands in the file that {@code
 *     TACET_REDIS_URL_FILE} names: a Redis to use; without it Tacet runs its own
 * @param redisMemoryMb {@code TACET_REDIS_MEMORY}: what that may hold, in MiB
 */
public record Settings(
    int port,
    String bind,
    Path data,
    String publicUrl,
    Optional<String> redisUrl,
    int redisMemoryMb) {

  private static final int MAX_PORT = 65_535;

  /** As Redis writes sizes, of those that make sense here. */
  private static final Pattern MEMORY = Pattern.compile("(?i)([1-9]\\d{0,4})(mb|gb)");

  /** Mail for a few hundred people who are away. */
  private static final int USUAL_REDIS_MEMORY_MB = 512;

  /** Tickets, revocations and the directory have to fit besides some mail. */
  private static final int MIN_REDIS_MEMORY_MB = 64;

  /**
   * All of it, for a start.
   *
   * @throws StartRefusedException when something has no sense, or a file cannot be read
   */
  public static Settings from(Map<String, String> variables) {
    int port = port(variables);
    return new Settings(
        port,
        bind(variables),
        data(variables),
        publicUrl(variables.getOrDefault("TACET_PUBLIC_URL", "http://localhost:" + port)),
        SettingsFromFiles.value(variables, "TACET_REDIS_URL").filter(url -> !url.isBlank()),
        redisMemoryMb(variables));
  }

  /**
   * {@code TACET_REDIS_MEMORY} alone, in MiB.
   *
   * @throws StartRefusedException when it is no size, or too small a one
   */
  public static int redisMemoryMb(Map<String, String> variables) {
    var text = variables.getOrDefault("TACET_REDIS_MEMORY", "").strip();
    if (text.isEmpty()) {
      return USUAL_REDIS_MEMORY_MB;
    }
    var size = MEMORY.matcher(text);
    if (size.matches()) {
      int megabytes = Integer.parseInt(size.group(1));
      int memory = size.group(2).equalsIgnoreCase("gb") ? megabytes * 1024 : megabytes;
      if (memory >= MIN_REDIS_MEMORY_MB) {
        return memory;
      }
    }
    throw new StartRefusedException(
        "TACET_REDIS_MEMORY is no size for a store.", "Set it to 64mb or more, such as 1gb.");
  }

  /** {@code TACET_DATA} alone, for who asks before anything is started, or beside it. */
  public static Path data(Map<String, String> variables) {
    return Path.of(variables.getOrDefault("TACET_DATA", "data"));
  }

  /**
   * {@code TACET_PORT} alone.
   *
   * @throws StartRefusedException when it is none
   */
  public static int port(Map<String, String> variables) {
    try {
      int port = Integer.parseInt(variables.getOrDefault("TACET_PORT", "8080").strip());
      if (port >= 1 && port <= MAX_PORT) {
        return port;
      }
    } catch (NumberFormatException notANumber) {
      // Said below, like any other number that is no port.
    }
    throw new StartRefusedException(
        "TACET_PORT is not a port.", "Set it to a number from 1 to 65535.");
  }

  /** {@code TACET_BIND} alone. An address of IPv6 may stand in brackets, as it does in a URL. */
  public static String bind(Map<String, String> variables) {
    var text = variables.getOrDefault("TACET_BIND", "127.0.0.1");
    return text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
  }

  /** Read here once, before anything is started. */
  private static String publicUrl(String text) {
    var _ = PublicUrl.parse(text);
    return text;
  }
}
