package chat.tacet.standalone;

import chat.tacet.kit.database.DatabaseUrl;
import chat.tacet.standalone.settings.AdminDirectory;
import chat.tacet.standalone.settings.Settings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The {@code TACET_*} variables every service gets, in one process or in four. */
final class Variables {

  private Variables() {}

  /**
   * @param given what the operator set; a database URL in it, or a file with one, wins over ours
   * @param redisUrl with password
   */
  static Map<String, Object> of(
      Settings settings, Ports ports, String redisUrl, Path data, Map<String, String> given) {
    var all = new HashMap<String, Object>();
    all.putAll(database("TACET_AUTH_DATABASE_URL", data.resolve("auth.db"), given));
    all.putAll(database("TACET_SOCIAL_DATABASE_URL", data.resolve("social.db"), given));
    if (!given.containsKey("TACET_ADMIN_DIR")) {
      all.put("TACET_ADMIN_DIR", AdminDirectory.forStart(data).toString());
    }
    given.forEach((name, value) -> {
      if (name.startsWith("TACET_")) {
        all.put(name, value);
      }
    });
    all.put("TACET_DATA", data.toString());
    all.put("TACET_PUBLIC_URL", settings.publicUrl());
    all.put("TACET_REDIS_URL", redisUrl);
    all.put("TACET_AUTH_PORT", port(ports.auth()));
    all.put("TACET_AUTH_URL", url(ports.auth()));
    all.put("TACET_AUTH_JWKS_URL", url(ports.auth()) + "/api/v1/auth/jwks.json");
    all.put("TACET_SOCIAL_PORT", port(ports.social()));
    all.put("TACET_SOCIAL_URL", url(ports.social()));
    all.put("TACET_RELAY_PORT", port(ports.relay()));
    all.put("TACET_RELAY_URL", url(ports.relay()));
    all.put("TACET_PORT", port(settings.port()));
    // Of the services behind the gateway; the gateway itself listens where the operator says.
    all.put("TACET_BIND", "127.0.0.1");
    return all;
  }

  /** The same for the gateway, which is the only one that may listen elsewhere than on loopback. */
  static Map<String, Object> ofGateway(Map<String, Object> variables, Settings settings) {
    var all = new HashMap<>(variables);
    all.put("TACET_BIND", settings.bind());
    return all;
  }

  /** None if it stands in a file: the service reads it there, where it has no variable. */
  private static Map<String, String> database(
      String variable, Path file, Map<String, String> given) {
    return given.containsKey(variable + "_FILE")
        ? Map.of()
        : Map.of(variable, DatabaseUrl.ofFile(file));
  }

  private static String url(int port) {
    return "http://127.0.0.1:" + port;
  }

  private static String port(int port) {
    return Integer.toString(port);
  }
}
