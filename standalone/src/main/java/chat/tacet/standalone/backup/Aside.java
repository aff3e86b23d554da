package chat.tacet.standalone.backup;

import chat.tacet.standalone.data.DataDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;

/**
 * Keeps what was there before, in a folder beside where it was: there, setting aside is a rename,
 * which is done or not done. Across disks it would be a copy, which can end in the middle.
 */
final class Aside {

  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS").withZone(ZoneOffset.UTC);

  private final String name;
  private final Owner owner;
  private final Set<Path> folders = new LinkedHashSet<>();

  Aside(Instant now, Owner owner) {
    this.name = "before-restore-" + MOMENT.format(now);
    this.owner = owner;
  }

  void take(Path old) throws IOException {
    // The same directory may be known by two names.
    var folder = Objects.requireNonNull(old.getParent()).toRealPath().resolve(name);
    if (!folders.contains(folder)) {
      Files.createDirectory(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      folders.add(folder);
      owner.give(folder);
    }
    Files.move(
        old,
        folder.resolve(Objects.requireNonNull(old.getFileName())),
        StandardCopyOption.ATOMIC_MOVE);
  }

  /** Where it lies now. */
  Collection<Path> folders() {
    return Collections.unmodifiableSet(folders);
  }

  /** Survives a loss of power from now on. */
  void force() throws IOException {
    for (var folder : folders) {
      DataDirectory.force(folder);
      DataDirectory.force(Objects.requireNonNull(folder.getParent()));
    }
  }
}
