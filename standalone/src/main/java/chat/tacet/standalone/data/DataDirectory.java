package chat.tacet.standalone.data;

import chat.tacet.kit.boot.StartRefusedException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * The directory that holds everything Tacet keeps, locked for this process: two of them would each
 * believe to own the databases. The lock is the operating system's, so it is gone however this
 * process ends.
 */
public final class DataDirectory implements AutoCloseable {

  /**
   * A start, a migration and a day of mail need less; below it the next thing to fail would be a
   * message.
   */
  public static final long MIN_FREE_BYTES = 200L * 1024 * 1024;

  private static final String CHOOSE =
      "Choose another directory with TACET_DATA, or change its owner.";

  private final Path path;
  private final FileChannel lock;

  private DataDirectory(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Creates it if need be, readable by this user only, and takes the lock.
   *
   * @throws StartRefusedException if it cannot be written, is in use, or its disk is nearly full
   */
  public static DataDirectory open(Path wanted) {
    var path = wanted.toAbsolutePath().normalize();
    try {
      create(path);
      var free = Files.getFileStore(path).getUsableSpace();
      if (free < MIN_FREE_BYTES) {
        throw new StartRefusedException(
            "Only %d MB are free where %s lies.".formatted(free / (1024 * 1024), path),
            "Tacet wants at least %d MB: make room, or choose another disk with TACET_DATA."
                .formatted(MIN_FREE_BYTES / (1024 * 1024)));
      }
      return new DataDirectory(path, lock(path));
    } catch (IOException notOurs) {
      throw new StartRefusedException(
          "The data directory %s cannot be written.".formatted(path), CHOOSE, notOurs);
    }
  }

  /**
   * Whoever may not look into it would take all that is there for missing.
   *
   * @throws StartRefusedException if it is there, and another user's
   */
  public static void requireOpen(Path wanted) {
    var path = wanted.toAbsolutePath().normalize();
    if (Files.isDirectory(path) && !(Files.isReadable(path) && Files.isExecutable(path))) {
      throw new StartRefusedException(
          "The data directory %s is not open to this user.".formatted(path),
          "Say it as its owner: sudo -u %s ./tacet …".formatted(owner(path)));
    }
  }

  private static String owner(Path path) {
    try {
      return Files.getOwner(path).getName();
    } catch (IOException unknown) {
      return "OWNER";
    }
  }

  /** Its absolute path. */
  public Path path() {
    return path;
  }

  /** The file that keeps a second Tacet out. */
  public Path lockFile() {
    return lockFile(path);
  }

  private static Path lockFile(Path path) {
    return path.resolve("tacet.lock");
  }

  /**
   * Notes on the disk that what is here is being replaced: whoever loses power in between must not
   * begin anew where everything seems to be gone.
   */
  public void beginRestore() throws IOException {
    Files.writeString(unfinished(), "");
    force(path);
  }

  /** All of it is here again, or nothing was changed. */
  public void endRestore() throws IOException {
    Files.deleteIfExists(unfinished());
    force(path);
  }

  /**
   * Refuses what a restore left half done.
   *
   * @throws StartRefusedException if one was interrupted
   */
  public void requireWhole() {
    if (Files.exists(unfinished(), LinkOption.NOFOLLOW_LINKS)) {
      throw new StartRefusedException(
          "A restore into %s was interrupted.".formatted(path),
          "Restore once more: ./tacet restore DIR. What was here before lies in before-restore-….");
    }
  }

  private Path unfinished() {
    return path.resolve("restore-unfinished");
  }

  /** Puts the names in a directory on the disk: a rename may else be forgotten. */
  public static void force(Path directory) throws IOException {
    try (var names = FileChannel.open(directory)) {
      names.force(true);
    }
  }

  /** A directory in it, created if need be. */
  public Path subdirectory(String name) {
    var inner = path.resolve(name);
    try {
      create(inner);
      return inner;
    } catch (IOException notOurs) {
      throw new StartRefusedException(
          "The directory %s cannot be written.".formatted(inner), CHOOSE, notOurs);
    }
  }

  private static void create(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      Files.createDirectories(
          path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    if (!Files.isWritable(path)) {
      throw new IOException("not writable");
    }
  }

  private static FileChannel lock(Path path) throws IOException {
    var file =
        FileChannel.open(
            lockFile(path),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            LinkOption.NOFOLLOW_LINKS);
    if (tryLock(file) == null) {
      file.close();
      throw new StartRefusedException(
          "Another Tacet is using %s.".formatted(path),
          "Stop that one, or choose another directory with TACET_DATA.");
    }
    return file;
  }

  private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
    try {
      return file.tryLock();
    } catch (OverlappingFileLockException heldByThisProcess) {
      return null;
    }
  }

  /** Gives the lock back. */
  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
