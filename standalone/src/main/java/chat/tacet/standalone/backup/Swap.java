package chat.tacet.standalone.backup;

import chat.tacet.standalone.data.DataDirectory;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A database that comes back: first written beside the one that is there, then put in its place.
 *
 * @param copy in the backup
 * @param place of the database, absolute
 */
record Swap(Path copy, Path place) {

  /** What SQLite keeps beside a database; it must not be taken for a part of another one. */
  private static final List<String> COMPANIONS = List.of("-wal", "-shm", "-journal");

  Path directory() {
    return Objects.requireNonNull(place.getParent());
  }

  private Path fresh() {
    return Path.of(place + ".restoring");
  }

  /**
   * Writes it to the disk, without its logins, where all of it is before anything else is changed.
   */
  void prepare(Owner owner) throws IOException {
    owner.makeDirectories(directory());
    try (var written =
        FileChannel.open(
            fresh(),
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      Files.copy(copy, Channels.newOutputStream(written));
    }
    RestoredLogins.end(fresh());
    try (var whole = FileChannel.open(fresh(), StandardOpenOption.WRITE)) {
      whole.force(true);
    }
    owner.give(fresh());
  }

  /** Takes back what was prepared, by this restore or by one that was killed. */
  void cancel() {
    try {
      Files.deleteIfExists(fresh());
      Files.deleteIfExists(Path.of(fresh() + "-journal"));
    } catch (IOException neverMade) {
      // What kept it from being made is what is said.
    }
  }

  /** The database goes first: without its log beside it, it would be read as an older one. */
  void run(Aside aside) throws IOException {
    if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
      aside.take(place);
    }
    for (var ending : COMPANIONS) {
      var companion = Path.of(place + ending);
      if (Files.exists(companion)) {
        aside.take(companion);
      }
    }
    aside.force();
    Files.move(fresh(), place, StandardCopyOption.ATOMIC_MOVE);
    DataDirectory.force(directory());
  }
}
