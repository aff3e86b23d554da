package chat.tacet.standalone.backup;

import chat.tacet.kit.boot.StartRefusedException;
import chat.tacet.standalone.admin.RunningServices;
import chat.tacet.standalone.data.DataDirectory;
import chat.tacet.standalone.redis.OwnRedis;
import chat.tacet.standalone.settings.Settings;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Brings a backup back, while Tacet is stopped. What was there is set aside, not deleted. Nothing
 * is touched before everything is checked.
 */
public final class Restore {

  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  private final Map<String, String> variables;
  private final PrintStream out;

  /**
   * To where this process finds the databases.
   *
   * @param variables {@code TACET_*}
   */
  public Restore(Map<String, String> variables, PrintStream out) {
    this.variables = variables;
    this.out = out;
  }

  /**
   * Restores.
   *
   * @throws StartRefusedException if it must not be done; then nothing was changed
   */
  public void from(Path wanted) {
    var backup = wanted.toAbsolutePath().normalize();
    var manifest = Manifest.read(backup);
    var databases =
        KeptDatabase.all(variables).stream()
            .filter(each -> manifest.files().containsKey(each.name()))
            .toList();
    databases.forEach(each -> require(each, backup));
    // The lock is that of ./tacet up; services in containers of their own have none.
    if (RunningServices.any(variables)) {
      throw new StartRefusedException("Tacet is running here.", "Stop it, and restore then.");
    }
    try (var data = DataDirectory.open(Settings.data(variables))) {
      var aside = data.path().resolve("before-restore-" + MOMENT.format(Instant.now()));
      for (var database : databases) {
        replace(database, backup.resolve(database.name()), aside);
      }
      setRedisAside(data.path().resolve("redis"), aside);
      out.println("Restored what was kept at " + manifest.createdAt() + ".");
      if (Files.isDirectory(aside)) {
        out.println("What was here before lies in " + aside + ".");
      }
    } catch (IOException failed) {
      throw new StartRefusedException(
          "Not everything could be restored.",
          "Make room, look at the owner of the files, and restore again.",
          failed);
    }
    out.println("People sign in again; see docs/self-hosting.md for what else they notice.");
  }

  private static void require(KeptDatabase database, Path backup) {
    if (!database.isFile()) {
      throw new StartRefusedException(
          "%s is to be in PostgreSQL.".formatted(database.service()),
          "Restore it with psql, or unset its TACET_…_DATABASE_URL.");
    }
    var copy = backup.resolve(database.name());
    if (!Sqlite.findings(copy).isEmpty()) {
      throw new StartRefusedException(
          "%s in this backup is damaged.".formatted(database.name()), "Take another one.");
    }
    if (database.at(copy).state().newer()) {
      throw new StartRefusedException(
          "This backup was made by a newer version of Tacet.", "Restore it with that one.");
    }
  }

  private static void replace(KeptDatabase database, Path copy, Path aside) throws IOException {
    var file = database.url().file().orElseThrow().toAbsolutePath();
    var directory = Objects.requireNonNull(file.getParent());
    Files.createDirectories(directory);
    var fresh = Files.createTempFile(directory, database.name(), ".new");
    Files.copy(copy, fresh, StandardCopyOption.REPLACE_EXISTING);
    Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
    // What belongs to the old file must not be taken for a part of the new one.
    for (var old : withCompanions(file)) {
      Files.createDirectories(aside);
      Files.move(old, aside.resolve(Objects.requireNonNull(old.getFileName())));
    }
    Files.move(fresh, file);
  }

  private static List<Path> withCompanions(Path file) {
    var found = new ArrayList<Path>();
    for (var ending : List.of("-wal", "-shm", "")) {
      var each = Path.of(file + ending);
      if (Files.exists(each)) {
        found.add(each);
      }
    }
    return found;
  }

  /**
   * The directory in Redis is newer than the restored one, and newer always wins there: the relay
   * would go by what no longer is. It is published again from the databases.
   */
  private void setRedisAside(Path redis, Path aside) throws IOException {
    if (Files.isDirectory(redis)) {
      Files.createDirectories(aside);
      OwnRedis.stopOrphan(redis);
      Files.move(redis, aside.resolve("redis"));
    }
    if (variables.containsKey("TACET_REDIS_URL") || variables.containsKey("TACET_REDIS_URL_FILE")) {
      out.println("Empty your Redis before you start: redis-cli FLUSHALL. What it holds is newer.");
    }
  }
}
