package chat.tacet.standalone.backup;

import chat.tacet.kit.boot.SettingsFromFiles;
import chat.tacet.kit.boot.StartRefusedException;
import chat.tacet.kit.database.DatabaseKind;
import chat.tacet.kit.database.DatabaseUrl;
import chat.tacet.kit.database.Migrations;
import chat.tacet.standalone.settings.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One of the databases, where this process finds it.
 *
 * @param name of its file in a backup
 * @param service whose it is
 * @param location of its migrations on the class path
 * @param url where it is
 */
public record KeptDatabase(String name, String service, String location, DatabaseUrl url) {

  /**
   * Both. social-service first: whoever copies them in this order has no profile of an account that
   * the other copy does not know, whose name nobody could ever have again. What the older copy
   * still has of an account that ended, the newer one ends again.
   *
   * @param variables {@code TACET_*}; what stands in a file is read from it
   * @throws StartRefusedException when such a file cannot be read
   */
  public static List<KeptDatabase> all(Map<String, String> variables) {
    return List.of(
        of("social.db", "social-service", "db/social", "TACET_SOCIAL_DATABASE_URL", variables),
        of("auth.db", "auth-service", "db/auth", "TACET_AUTH_DATABASE_URL", variables));
  }

  private static KeptDatabase of(
      String name, String service, String location, String variable, Map<String, String> all) {
    var file = Settings.data(all).resolve(name);
    var url = SettingsFromFiles.value(all, variable).orElseGet(() -> DatabaseUrl.ofFile(file));
    return new KeptDatabase(name, service, location, DatabaseUrl.parse(url));
  }

  /** Of the same service, in another file. */
  KeptDatabase at(Path file) {
    return new KeptDatabase(name, service, location, DatabaseUrl.parse(DatabaseUrl.ofFile(file)));
  }

  /** Where auth-service and social-service are apart, each has its own restored. */
  boolean hasLogins() {
    return name.equals("auth.db");
  }

  public boolean isFile() {
    return url.kind() == DatabaseKind.SQLITE;
  }

  /** Its file, if it is one that is here. */
  public Optional<Path> file() {
    return url.file().filter(Files::isRegularFile);
  }

  /** Which tables it has. */
  public Migrations.State state() {
    return new Migrations(url, location).state();
  }
}
