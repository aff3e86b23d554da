package chat.tacet.auth.story;

import chat.tacet.kit.testing.TestPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Both databases the service runs on; stories that store something are told on each. */
enum Database {
  SQLITE,
  POSTGRESQL;

  /** The URL of an empty one. */
  String newUrl() {
    return switch (this) {
      case SQLITE -> "r2dbc:sqlite://" + temporaryDirectory().resolve("auth.db");
      case POSTGRESQL -> TestPostgres.shared().newDatabaseUrl();
    };
  }

  private static Path temporaryDirectory() {
    try {
      Path directory = Files.createTempDirectory("tacet-auth");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(directory)));
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path directory) {
    try (var files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
