package chat.tacet.standalone.settings;

import chat.tacet.kit.boot.StartRefusedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;

/**
 * Where the services' sockets for administrators are: {@code admin} in the data directory. Where
 * that has too long a path for a socket, it is a directory of this user's alone in the directory of
 * temporary files, with a name that follows from the data directory, so that both sides find it.
 */
public final class AdminDirectory {

  /**
   * Sockets of the operating system are named by 107 bytes, "/relay-service.sock" among them, and
   * by 103 on some.
   */
  private static final int LONGEST_BYTES = 85;

  /** Of the hash: enough that no two data directories of one machine share a name. */
  private static final int NAME_BYTES = 8;

  private static final Set<PosixFilePermission> OWNER =
      PosixFilePermissions.fromString("rwx------");

  private AdminDirectory() {}

  /**
   * Where to look for those that run.
   *
   * @param variables {@code TACET_*}: one may name it
   * @throws StartRefusedException if somebody else made the one among the temporary files
   */
  public static Path of(Map<String, String> variables) {
    String named = variables.get("TACET_ADMIN_DIR");
    if (named != null) {
      return Path.of(named);
    }
    var data = Settings.data(variables);
    var directory = in(data);
    if (isElsewhere(data) && Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
      requireOurs(directory, data);
    }
    return directory;
  }

  /**
   * The same for a start that was told of none. One among the temporary files is made here, and
   * left there at the end: nobody else can take its place then.
   *
   * @throws StartRefusedException if somebody else made that
   */
  public static Path forStart(Path data) {
    var directory = in(data);
    if (isElsewhere(data)) {
      try {
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
          Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(OWNER));
        }
      } catch (IOException notThere) {
        throw new StartRefusedException(
            "The directory %s for administrators cannot be made.".formatted(directory),
            "Name another one with TACET_ADMIN_DIR.",
            notThere);
      }
      requireOurs(directory, data);
    }
    return directory;
  }

  /** Whether it is not where the documentation says, because that path is too long. */
  public static boolean isElsewhere(Path data) {
    return beside(data).toString().getBytes(StandardCharsets.UTF_8).length > LONGEST_BYTES;
  }

  private static Path in(Path data) {
    return isElsewhere(data)
        ? Path.of(System.getProperty("java.io.tmpdir"), "tacet-" + name(data)).toAbsolutePath()
        : beside(data);
  }

  private static Path beside(Path data) {
    return real(data).resolve("admin");
  }

  /**
   * Without symbolic links: who asks may have come by another one than who started it. As far as it
   * is there, since the first start makes it afterwards.
   */
  private static Path real(Path data) {
    var path = data.toAbsolutePath().normalize();
    for (Path there = path; there != null; there = there.getParent()) {
      try {
        return there.toRealPath().resolve(there.relativize(path)).normalize();
      } catch (IOException notThere) {
        // Its parent may be.
      }
    }
    return path;
  }

  private static String name(Path data) {
    try {
      var path = real(data).toString().getBytes(StandardCharsets.UTF_8);
      var hash = MessageDigest.getInstance("SHA-256").digest(path);
      return HexFormat.of().formatHex(hash, 0, NAME_BYTES);
    } catch (NoSuchAlgorithmException everyJvmHasIt) {
      throw new IllegalStateException(everyJvmHasIt);
    }
  }

  /**
   * Everybody may write among the temporary files: who made this one would be an administrator.
   * Whoever owns the data is one anyway.
   */
  private static void requireOurs(Path directory, Path data) {
    try {
      var found =
          Files.readAttributes(directory, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (found.isDirectory()
          && found.permissions().equals(OWNER)
          && (isOwner(found.owner(), data) || found.owner().equals(thisUser()))) {
        return;
      }
    } catch (IOException notReadable) {
      // Said below, like any other that is not ours.
    }
    throw new StartRefusedException(
        "The directory %s for administrators is not this user's alone.".formatted(directory),
        "Remove it, name another one with TACET_ADMIN_DIR, or choose a shorter TACET_DATA.");
  }

  private static boolean isOwner(UserPrincipal user, Path data) throws IOException {
    return Files.exists(data) && Files.getOwner(data).equals(user);
  }

  /** Whom the files belong to that this process makes: a user in a container may have no name. */
  private static UserPrincipal thisUser() throws IOException {
    var made = Files.createTempFile("tacet-", ".user");
    try {
      return Files.getOwner(made);
    } finally {
      Files.delete(made);
    }
  }
}
