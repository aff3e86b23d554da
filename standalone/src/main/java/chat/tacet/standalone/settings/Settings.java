package chat.tacet.standalone;

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
record Settings(int port, String bind, Path data, String publicUrl, Optional<String> redisUrl) {

  private static final int MAX_PORT = 65_535;

  /**
   * @throws StartRefusedException when something has no sense, or a file cannot be read
   */
  static Settings from(Map<String, String> variables) {
    int port = port(variables.getOrDefault("TACET_PORT", "8080"));
    return new Settings(
        port,
        variables.getOrDefault("TACET_BIND", "127.0.0.1"),
        Path.of(variables.getOrDefault("TACET_DATA", "data")),
        variables.getOrDefault("TACET_PUBLIC_URL", "http://localhost:" + port),
        SettingsFromFiles.value(variables, "TACET_REDIS_URL").filter(url -> !url.isBlank()));
  }

  private static int port(String text) {
    try {
      int port = Integer.parseInt(text.strip());
      if (port >= 1 && port <= MAX_PORT) {
        return port;
      }
    } catch (NumberFormatException notANumber) {
      // Said below, like any other number that is no port.
    }
    throw new StartRefusedException(
        "TACET_PORT is not a port.", "Set it to a number from 1 to 65535.");
  }
}
