package chat.tacet.r2dbc.sqlite;

import static chat.tacet.r2dbc.sqlite.Databases.PATIENCE;
import static chat.tacet.r2dbc.sqlite.Databases.connect;
import static chat.tacet.r2dbc.sqlite.Databases.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.r2dbc.spi.R2dbcBadGrammarException;
import io.r2dbc.spi.R2dbcDataIntegrityViolationException;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcPermissionDeniedException;
import io.r2dbc.spi.R2dbcTransientResourceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;

/** SQLite's result codes become R2DBC's exceptions. */
class ErrorsTest {

  @TempDir Path directory;
  private Path file;
  private SqliteConnectionFactory factory;
  private SqliteConnection connection;

  @BeforeEach
  void open() {
    file = directory.resolve("errors.db");
    factory =
        Databases.open(
            file,
            options ->
                options.option(
                    SqliteConnectionFactoryProvider.BUSY_TIMEOUT, Duration.ofMillis(20)));
    connection = connect(factory);
    run(
            connection,
            "CREATE TABLE a (id INTEGER PRIMARY KEY, u TEXT UNIQUE, n TEXT NOT NULL, c INTEGER CHECK"
                + " (c < 3), f INTEGER REFERENCES a) STRICT; INSERT INTO a VALUES (1, 'u', 'n', 1, 1)")
        .block(PATIENCE);
  }

  @AfterEach
  void close() {
    factory.close().block(PATIENCE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          INSERT INTO a (id, n) VALUES (1, 'n')        | 23505 | 1555
          INSERT INTO a (u, n) VALUES ('u', 'n')       | 23505 | 2067
          INSERT INTO a (u) VALUES ('v')               | 23502 | 1299
          INSERT INTO a (n, c) VALUES ('n', 3)         | 23514 | 275
          INSERT INTO a (n, f) VALUES ('n', 9)         | 23503 | 787
          INSERT INTO a (n, c) VALUES ('n', 'text')    | 23000 | 3091
          INSERT INTO a (id, n) VALUES ('text', 'n')   | 22000 | 20
          """)
  void violatedConstraints(String sql, String state, int code) {
    R2dbcException error = error(run(connection, sql));

    assertThat(error).isInstanceOf(R2dbcDataIntegrityViolationException.class);
    assertThat(error.getSqlState()).isEqualTo(state);
    assertThat(error.getErrorCode()).isEqualTo(code);
  }

  @Test
  void badGrammar() {
    assertThat(error(run(connection, "SELECT FROM WHERE")))
        .isInstanceOf(R2dbcBadGrammarException.class);
    assertThat(error(run(connection, "INSERT INTO missing VALUES (1)")))
        .isInstanceOf(R2dbcBadGrammarException.class);
    assertThat(error(run(connection, " ; "))).isInstanceOf(R2dbcBadGrammarException.class);
  }

  @Test
  void lockOfAnotherProcess() throws SQLException {
    try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = other.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");

      assertThat(error(run(connection, "DELETE FROM a")))
          .isInstanceOf(R2dbcTransientResourceException.class);
      assertThat(error(connection.beginTransaction()))
          .isInstanceOf(R2dbcTransientResourceException.class);
      assertThat(connection.isAutoCommit()).isTrue();
    }

    assertThat(run(connection, "DELETE FROM a").block(PATIENCE)).isEqualTo(1);
  }

  @Test
  void fullDatabase() {
    run(connection, "PRAGMA max_page_count = 5").block(PATIENCE);

    assertThat(error(run(connection, "INSERT INTO a (u, n) VALUES (hex(zeroblob(100000)), 'n')")))
        .isInstanceOf(R2dbcNonTransientResourceException.class);
  }

  @Test
  void queryOnlyConnection() {
    run(connection, "PRAGMA query_only = ON").block(PATIENCE);

    assertThat(error(run(connection, "DELETE FROM a")))
        .isInstanceOf(R2dbcPermissionDeniedException.class);
  }

  @Test
  void fileThatIsNoDatabase() throws IOException {
    Path text = Files.writeString(directory.resolve("letter.txt"), "Dear Bob, ".repeat(200));
    SqliteConnectionFactory letter = Databases.open(text);

    assertThat(error(letter.create())).isInstanceOf(R2dbcNonTransientResourceException.class);
    letter.close().block(PATIENCE);
  }

  @Test
  void directoryThatDoesNotExist() {
    SqliteConnectionFactory nowhere = Databases.open(directory.resolve("no/where.db"));

    assertThat(error(nowhere.create())).isInstanceOf(R2dbcNonTransientResourceException.class);
    nowhere.close().block(PATIENCE);
  }

  private static R2dbcException error(Mono<?> publisher) {
    return publisher
        .then(Mono.<R2dbcException>empty())
        .onErrorResume(R2dbcException.class, Mono::just)
        .blockOptional(PATIENCE)
        .orElseThrow(() -> new AssertionError("no error"));
  }
}
