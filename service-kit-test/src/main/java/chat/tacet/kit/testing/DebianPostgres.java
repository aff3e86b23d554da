package chat.tacet.kit.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * PostgreSQL from Debian's binaries, in a temporary directory. It refuses to run as root, so root
 * runs it as user {@code postgres}.
 */
final class DebianPostgres implements TestPostgres.Server {

  private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
  private static final long START_WITHIN_SECONDS = 60;

  private final Path binaries;
  private final Path directory;
  private final int port;

  private DebianPostgres(Path binaries, Path directory, int port) {
    this.binaries = binaries;
    this.directory = directory;
    this.port = port;
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public void create(String database) {
    run(binaries.resolve("createdb"), "-h", "127.0.0.1", "-p", port + "", "-U", "tacet", database);
  }

  static DebianPostgres start() {
    try {
      Path directory = Files.createTempDirectory("tacet-postgres");
      if (isRoot()) {
        runAs(List.of("chown", "postgres", directory.toString()));
      }
      var cluster = new DebianPostgres(newestBinaries(), directory, FreePort.find());
      cluster.initialise();
      Runtime.getRuntime().addShutdownHook(new Thread(cluster::stop));
      return cluster;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void initialise() {
    String data = directory.resolve("data").toString();
    run(
        binaries.resolve("initdb"),
        "-D",
        data,
        "-U",
        "tacet",
        "--auth=trust",
        "-E",
        "UTF8",
        "--locale=C",
        "--no-sync");
    String options =
        "-p %d -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off -c deadlock_timeout=50ms"
            .formatted(port);
    run(
        binaries.resolve("pg_ctl"),
        "-D",
        data,
        "-l",
        directory.resolve("log").toString(),
        "-o",
        options,
        "-w",
        "start");
  }

  private void stop() {
    run(
        binaries.resolve("pg_ctl"),
        "-D",
        directory.resolve("data").toString(),
        "-m",
        "immediate",
        "-w",
        "stop");
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void run(Path program, String... arguments) {
    var command = new ArrayList<String>();
    if (isRoot()) {
      command.addAll(List.of("runuser", "-u", "postgres", "--"));
    }
    command.add(program.toString());
    command.addAll(List.of(arguments));
    runAs(command);
  }

  private static void runAs(List<String> command) {
    try {
      Path output = Files.createTempFile("tacet-postgres", ".out");
      // To a file, not a pipe: the server that pg_ctl leaves behind would hold the pipe open.
      Process process =
          new ProcessBuilder(command)
              .directory(Path.of("/").toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      if (!process.waitFor(START_WITHIN_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IllegalStateException(
            command + " failed: " + Files.readString(output, StandardCharsets.UTF_8));
      }
      Files.delete(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static Path newestBinaries() throws IOException {
    try (Stream<Path> versions = Files.list(DEBIAN)) {
      return versions
          .map(version -> version.resolve("bin"))
          .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
          .max(Comparator.naturalOrder())
          .orElseThrow(() -> new IllegalStateException("apt-get install postgresql"));
    }
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }
}
