package chat.tacet.standalone.settings;

import chat.tacet.kit.boot.PublicUrl;
import chat.tacet.kit.boot.SettingsFromFiles;
import chat.tacet.kit.boot.StartRefusedException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What the operator may say.
 *
 * @param port {@code TACET_PORT}: where the gateway listens
 * @param bind {@code TACET_BIND}: on which address; loopback unless told
 * @param data {@code TACET_DATA}: directory of everything that is kept
 * @param publicUrl {@code TACET_PUBLIC_URL}: the address people open
 * @param redisUrl {@code TACET_REDIS_URL}, or what stands in the file that {@code
 *     TACET_REDIS_URL_FILE} names: a Redis to use; without it Tacet runs its own
 */
public record Settings(
    int port, String bind, Path data, String publicUrl, Optional<String> redisUrl) {

  private static final int MAX_PORT = 65_535;

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
        SettingsFromFiles.value(variables, "TACET_REDIS_URL").filter(url -> !url.isBlank()));
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
