package chat.tacet.standalone.backup;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whose the data directory is. Files that root makes there would be root's, and the service, which
 * is somebody else, could not open them.
 */
final class Owner {

  private static final String USER = "unix:uid";
  private static final String GROUP = "unix:gid";

  private final Path directory;
  private final Object user;
  private final Object group;
  private final PrintStream out;

  private Owner(Path directory, Object user, Object group, PrintStream out) {
    this.directory = directory;
    this.user = user;
    this.group = group;
    this.out = out;
  }

  static Owner of(Path directory, PrintStream out) throws IOException {
    return new Owner(
        directory, Files.getAttribute(directory, USER), Files.getAttribute(directory, GROUP), out);
  }

  /** Gives away what this process made; never what a link there leads to, which may be anything. */
  void give(Path made) throws IOException {
    boolean ours = Files.getAttribute(made, USER, NOFOLLOW_LINKS).equals(user);
    if (ours && Files.getAttribute(made, GROUP, NOFOLLOW_LINKS).equals(group)) {
      return;
    }
    try {
      Files.setAttribute(made, USER, user, NOFOLLOW_LINKS);
      Files.setAttribute(made, GROUP, group, NOFOLLOW_LINKS);
    } catch (IOException refused) {
      // Of the group alone nothing depends: only the user may read these files.
      if (!ours) {
        out.println(
            "The owner of %s could not be given what lies in %s: do that before you start."
                .formatted(directory, made.getParent()));
      }
    }
  }

  /** A directory, with those above it that are missing. */
  void makeDirectories(Path wanted) throws IOException {
    if (!Files.isDirectory(wanted)) {
      if (wanted.getParent() != null) {
        makeDirectories(wanted.getParent());
      }
      Files.createDirectory(wanted);
      give(wanted);
    }
  }
}
