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
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Brings a backup back, while Tacet is stopped. What was there is set aside, not deleted. Nothing
 * is touched before everything is checked, and all of the backup is on the disk.
 */
public final class Restore {

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
   * @throws StartRefusedException if it must not be done, or could not be; it says whether anything
   *     was changed
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
      var folders = replace(databases, backup, data);
      out.println("Restored what was kept at " + manifest.createdAt() + ".");
      folders.forEach(folder -> out.println("What was here before lies in " + folder + "."));
    } catch (IOException failed) {
      throw new StartRefusedException(
          "This cannot be restored (%s). Nothing was changed.".formatted(failed.getMessage()),
          "Look at the owner of the files, and restore again.",
          failed);
    }
    if (variables.containsKey("TACET_REDIS_URL") || variables.containsKey("TACET_REDIS_URL_FILE")) {
      out.println("Empty your Redis before you start: redis-cli FLUSHALL. What it holds is newer.");
    }
    if (databases.stream().anyMatch(KeptDatabase::hasLogins)) {
      out.println(
          "All logins and personal tokens have ended, and the next start makes a new signing key:");
      out.println("people sign in again, with the passwords of that time.");
    }
    out.println("Repeat what was decided since then: ./tacet admin suspend, delete, registration,");
    out.println("revoke-invitation. See docs/self-hosting.md for what else people notice.");
  }

  private static void require(KeptDatabase database, Path backup) {
    if (!database.isFile()) {
      throw new StartRefusedException(
          "%s is to be in PostgreSQL.".formatted(database.service()),
          "\"Backup and restore\" in docs/self-hosting.md says how; or unset its"
              + " TACET_…_DATABASE_URL.");
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

  /**
   * All that may fail for want of room or of rights comes before the first database is touched;
   * what is left then are renames.
   *
   * @return where what was there before lies
   */
  private Collection<Path> replace(List<KeptDatabase> databases, Path backup, DataDirectory data)
      throws IOException {
    var owner = Owner.of(data.path(), out);
    var aside = new Aside(Instant.now(), owner);
    var swaps = databases.stream().map(each -> swap(each, backup)).toList();
    // What one that was killed left takes room, too.
    swaps.forEach(Swap::cancel);
    requireRoom(swaps);
    boolean prepared = false;
    try {
      owner.give(data.lockFile());
      for (var swap : swaps) {
        swap.prepare(owner);
      }
      data.beginRestore();
      setRedisAside(data.path().resolve("redis"), aside);
      prepared = true;
    } finally {
      if (!prepared) {
        swaps.forEach(Swap::cancel);
        data.endRestore();
      }
    }
    run(swaps, aside, data);
    return aside.folders();
  }

  private static Swap swap(KeptDatabase database, Path backup) {
    return new Swap(
        backup.resolve(database.name()),
        database.url().file().orElseThrow().toAbsolutePath().normalize());
  }

  private static void requireRoom(List<Swap> swaps) throws IOException {
    var room = new Room();
    for (var swap : swaps) {
      room.plan(swap.directory(), Files.size(swap.copy()));
    }
    room.require();
  }

  /**
   * The directory in Redis is newer than the restored one, and newer always wins there: the relay
   * would go by what no longer is. It is published again from the databases.
   */
  private static void setRedisAside(Path redis, Aside aside) throws IOException {
    if (Files.isDirectory(redis)) {
      OwnRedis.stopOrphan(redis);
      aside.take(redis);
    }
  }

  private static void run(List<Swap> swaps, Aside aside, DataDirectory data) {
    try {
      for (var swap : swaps) {
        swap.run(aside);
      }
      aside.force();
      data.endRestore();
    } catch (IOException failed) {
      throw new StartRefusedException(
          "Only a part was restored (%s). Do not start Tacet now.".formatted(failed.getMessage()),
          "Mend that, and restore again. What was here before lies in before-restore-….",
          failed);
    }
  }
}
