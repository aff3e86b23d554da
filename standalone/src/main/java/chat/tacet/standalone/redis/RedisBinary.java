package chat.tacet.standalone.redis;

import chat.tacet.kit.boot.StartRefusedException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A redis-server that can be run here.
 *
 * @param path the executable
 * @param majorVersion 6 for the bundled one, 7 or higher for an installed one
 */
record RedisBinary(Path path, int majorVersion) {

  /** Older installed ones give no advantage over the bundled one. */
  private static final int PREFERRED_MAJOR = 7;

  private static final int BUNDLED_MAJOR = 6;

  /** Resources of embedded-redis by operating system and processor. */
  private static final Map<String, String> BUNDLED =
      Map.of(
          "linux-amd64", "redis-server-6.2.6-v5-linux-amd64",
          "linux-aarch64", "redis-server-6.2.7-linux-arm64",
          "mac-x86_64", "redis-server-6.2.6-v5-darwin-amd64",
          "mac-aarch64", "redis-server-6.2.6-v5-darwin-arm64");

  private static final Pattern VERSION = Pattern.compile("\\bv=(\\d+)\\.");
  private static final int VERSION_TIMEOUT_S = 5;

  /** An installed one if it is new enough, else the bundled one, unpacked into the directory. */
  static RedisBinary find(Path directory) {
    return installed().orElseGet(() -> bundled(directory));
  }

  static Optional<RedisBinary> installed() {
    var searchPath = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Stream.concat(
            Stream.of(searchPath.split(File.pathSeparator)),
            Stream.of("/usr/bin", "/usr/local/bin"))
        .filter(directory -> !directory.isEmpty())
        .distinct()
        .map(directory -> Path.of(directory, "redis-server"))
        .filter(Files::isExecutable)
        .map(path -> new RedisBinary(path, majorVersion(path)))
        .filter(found -> found.majorVersion >= PREFERRED_MAJOR)
        .findFirst();
  }

  static RedisBinary bundled(Path directory) {
    var platform = platform();
    var name = BUNDLED.get(platform);
    if (name == null) {
      throw new StartRefusedException(
          "There is no bundled Redis for this machine (%s).".formatted(platform),
          "Install redis-server 7 or newer, or name a running one with TACET_REDIS_URL.");
    }
    var target = directory.resolve(name);
    try (InputStream resource = RedisBinary.class.getResourceAsStream("/" + name)) {
      if (resource == null) {
        throw new IllegalStateException("embedded-redis no longer contains " + name);
      }
      // Written anew and moved into place: one that was cut short by a crash is never run.
      var fresh = Files.createTempFile(directory, name, ".new");
      Files.copy(resource, fresh, StandardCopyOption.REPLACE_EXISTING);
      Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwx------"));
      Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
      return new RedisBinary(target, BUNDLED_MAJOR);
    } catch (IOException unwritable) {
      throw new StartRefusedException(
          "The bundled Redis cannot be unpacked into %s.".formatted(directory),
          "Choose another directory with TACET_DATA.",
          unwritable);
    }
  }

  private static int majorVersion(Path path) {
    try {
      var process =
          new ProcessBuilder(path.toString(), "--version").redirectErrorStream(true).start();
      process.getOutputStream().close();
      var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(VERSION_TIMEOUT_S, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return 0;
      }
      var version = VERSION.matcher(said);
      return version.find() ? Integer.parseInt(version.group(1)) : 0;
    } catch (IOException notRunnable) {
      return 0;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }

  private static String platform() {
    var os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    var kind = os.contains("linux") ? "linux" : os.contains("mac") ? "mac" : os;
    return kind + "-" + System.getProperty("os.arch").toLowerCase(Locale.ROOT);
  }
}
