package chat.tacet.standalone.backup;

import chat.tacet.kit.boot.StartRefusedException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes a backup of the databases, whether Tacet runs or not. */
public final class Backup {

  private final Map<String, String> variables;
  private final PrintStream out;

  /**
   * Of what this process finds.
   *
   * @param variables {@code TACET_*}
   */
  public Backup(Map<String, String> variables, PrintStream out) {
    this.variables = variables;
    this.out = out;
  }

  /**
   * Writes a backup.
   *
   * @param wanted made if need be, and empty
   * @throws StartRefusedException if it cannot be made
   */
  public void into(Path wanted) {
    var directory = wanted.toAbsolutePath().normalize();
    var databases = KeptDatabase.all(variables);
    var above = directory.getParent();
    if (above != null && !Files.isDirectory(above)) {
      throw new StartRefusedException(
          "%s is not there, in which the backup was to be made.".formatted(above),
          "Is its disk mounted? Else make that folder first.");
    }
    try {
      requireRoom(databases, directory);
      boolean made = prepare(directory);
      boolean whole = false;
      try {
        write(databases, directory);
        whole = true;
      } finally {
        if (!whole) {
          clear(databases, directory, made);
        }
      }
    } catch (IOException failed) {
      throw new StartRefusedException(
          "%s cannot be written.".formatted(directory), "Name another directory.", failed);
    }
    out.println("The backup is in " + directory + ". It holds signing keys: keep it as they are.");
    out.println("Not in it: mail that was not fetched yet; see docs/self-hosting.md.");
  }

  private static void requireRoom(List<KeptDatabase> databases, Path directory) throws IOException {
    var room = new Room();
    for (var database : databases) {
      var file = database.file();
      if (file.isPresent()) {
        var log = Path.of(file.get() + "-wal");
        room.plan(directory, Files.size(file.get()) + (Files.exists(log) ? Files.size(log) : 0));
      }
    }
    room.require();
  }

  /** Whether it was made for this. */
  private static boolean prepare(Path directory) throws IOException {
    boolean missing = !Files.isDirectory(directory);
    if (missing) {
      Files.createDirectory(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    try (var content = Files.list(directory)) {
      if (content.findAny().isPresent()) {
        throw new StartRefusedException(
            "%s is not empty.".formatted(directory), "Name a new directory for each backup.");
      }
    }
    return missing;
  }

  private void write(List<KeptDatabase> databases, Path directory) throws IOException {
    var files = new LinkedHashMap<String, String>();
    for (var database : databases) {
      if (copy(database, directory)) {
        files.put(database.name(), Manifest.sha256(directory.resolve(database.name())));
      }
    }
    if (files.isEmpty()) {
      throw new StartRefusedException(
          "There is nothing to back up here.", "Name the data directory with TACET_DATA.");
    }
    Manifest.write(directory, Instant.now().truncatedTo(ChronoUnit.SECONDS), files);
  }

  /** What a failure leaves is of no use, and may be what fills the disk that Redis writes to. */
  private static void clear(List<KeptDatabase> databases, Path directory, boolean made) {
    try {
      for (var database : databases) {
        Files.deleteIfExists(directory.resolve(database.name()));
        Files.deleteIfExists(directory.resolve(database.name() + "-journal"));
      }
      Files.deleteIfExists(directory.resolve(Manifest.NAME));
      if (made) {
        Files.delete(directory);
      }
    } catch (IOException stays) {
      // The failure itself is what is said.
    }
  }

  private boolean copy(KeptDatabase database, Path directory) throws IOException {
    if (!database.isFile()) {
      out.println("%s is in PostgreSQL: back it up with pg_dump.".formatted(database.service()));
      return false;
    }
    var file = database.file();
    if (file.isEmpty()) {
      out.println("%s: not here.".formatted(database.name()));
      return false;
    }
    var target = directory.resolve(database.name());
    // Made first, so that nobody else can read it at any moment.
    Files.createFile(
        target, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Sqlite.copy(file.get(), target);
    var findings = Sqlite.findings(target);
    if (!findings.isEmpty()) {
      throw new StartRefusedException(
          "%s is damaged: %s.".formatted(database.name(), findings.getFirst()),
          "Restore the last good backup.");
    }
    try (var written = FileChannel.open(target)) {
      written.force(true);
    }
    out.printf("%s: %d KB%n", database.name(), Files.size(target) / 1024);
    return true;
  }
}
