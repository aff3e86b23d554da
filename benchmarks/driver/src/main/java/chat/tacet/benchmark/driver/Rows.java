package chat.tacet.benchmark.driver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Comparator;

/**
 * A database as a chat would have it: messages by number, 200 bytes each. Both drivers find the
 * same file, the same journal and the same durability: write-ahead log, a sync at every commit.
 */
final class Rows {

  static final int COUNT = 100_000;

  /** Of one long select, and of one batch. */
  static final int MANY = 1_000;

  static final int BATCH = 100;

  /** Selects that are not answered yet. */
  static final int IN_FLIGHT = 16;

  static final String SELECT_ONE = "SELECT body FROM message WHERE id = ?";

  static final String SELECT_MANY =
      "SELECT id, body FROM message WHERE id >= ? ORDER BY id LIMIT " + MANY;

  static final String INSERT = "INSERT INTO arrived (sender, body) VALUES (?, ?)";

  static final String BODY = "m".repeat(200);

  /** How a measurement, in a process of its own, is told the file. */
  private static final String FILE = "tacet.bench.file";

  private Rows() {}

  static String jvmArgument(Path file) {
    return "-D" + FILE + "=" + file;
  }

  static Path given() {
    return Path.of(System.getProperty(FILE));
  }

  private static Path newFile() {
    try {
      return Files.createTempDirectory("tacet-bench-driver").resolve("rows.db");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The file, in a folder of its own. */
  static Path filled(int count) throws SQLException {
    Path file = newFile();
    try (Connection connection = connect(file);
        var statement = connection.createStatement()) {
      statement.execute("CREATE TABLE message (id INTEGER PRIMARY KEY, sender INTEGER, body TEXT)");
      statement.execute("CREATE TABLE arrived (id INTEGER PRIMARY KEY, sender INTEGER, body TEXT)");
      statement.execute(
          """
          WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < %d - 1)
          INSERT INTO message SELECT i, i %% 50, '%s' FROM n\
          """
              .formatted(count, BODY));
    }
    return file;
  }

  static Connection connect(Path file) throws SQLException {
    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
    try (var statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode = WAL");
      statement.execute("PRAGMA synchronous = FULL");
      statement.execute("PRAGMA busy_timeout = 5000");
    }
    return connection;
  }

  static void delete(Path file) {
    try (var files = Files.walk(file.getParent())) {
      for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
