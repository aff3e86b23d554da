package chat.tacet.r2dbc.sqlite;

import static chat.tacet.r2dbc.sqlite.Databases.PATIENCE;
import static chat.tacet.r2dbc.sqlite.Databases.connect;
import static chat.tacet.r2dbc.sqlite.Databases.query;
import static chat.tacet.r2dbc.sqlite.Databases.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** URLs, options, pools. */
class FactoryTest {

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"r2dbc:sqlite://", "r2dbc:sqlite:file://", "r2dbc:pool:sqlite:file://"})
  void urlsNameAbsoluteFiles(String prefix) {
    Path file = directory.resolve("with space & ümlaut.db");
    String path = file.toUri().getRawPath();

    assertThat(one(prefix + path)).isEqualTo(1);
    assertThat(file).exists();
  }

  @Test
  void urlsNameRelativeFiles() {
    Path here = Path.of("").toAbsolutePath();
    String relative = here.relativize(directory.resolve("relative.db")).toString();

    assertThat(one("r2dbc:sqlite:file:///./" + relative)).isEqualTo(1);
    assertThat(directory.resolve("relative.db")).exists();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/.config/app.db", "/..config/app.db", "/.app.db"})
  void aPathThatBeginsWithADotMayBeAbsolute(String path) {
    var options = ConnectionFactoryOptions.parse("r2dbc:sqlite://" + path);
    assertThat(OptionReader.read(options).file()).isEqualTo(Path.of(path));
  }

  @ParameterizedTest
  @ValueSource(strings = {".", ".."})
  void aFolderIsNoFile(String path) {
    var options = ConnectionFactoryOptions.parse("r2dbc:sqlite:///" + path);
    assertThatThrownBy(() -> OptionReader.read(options))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static int one(String url) {
    return Mono.usingWhen(
            ConnectionFactories.get(url).create(),
            connection ->
                Flux.from(connection.createStatement("SELECT 1").execute())
                    .concatMap(result ->
                        result.map(row -> Objects.requireNonNull(row.get(0, Integer.class))))
                    .single(),
            Connection::close)
        .blockOptional(PATIENCE)
        .orElseThrow();
  }

  @Test
  void databasesInMemoryAreSeparate() {
    SqliteConnectionFactory first = memory();
    SqliteConnectionFactory second = memory();
    run(connect(first), "CREATE TABLE a (b); INSERT INTO a VALUES (1)").block(PATIENCE);

    assertThat(query(connect(first), "SELECT b FROM a", Integer.class).blockLast(PATIENCE)).isOne();
    assertThat(tables(connect(second))).isEmpty();
    first.close().block(PATIENCE);
    second.close().block(PATIENCE);
  }

  private static SqliteConnectionFactory memory() {
    return (SqliteConnectionFactory) ConnectionFactories.get("r2dbc:sqlite:mem:///test");
  }

  private static List<String> tables(SqliteConnection connection) {
    return query(connection, "SELECT name FROM sqlite_schema", String.class)
        .collectList()
        .blockOptional(PATIENCE)
        .orElseThrow();
  }

  @Test
  void optionsReachSqlite() {
    SqliteConnectionFactory factory =
        (SqliteConnectionFactory)
            ConnectionFactories.get(
                "r2dbc:sqlite://"
                    + directory.resolve("options.db")
                    + "?synchronous=normal&foreignKeys=false&busyTimeout=PT1S&readers=1");
    SqliteConnection connection = connect(factory);

    assertThat(pragma(connection, "journal_mode")).isEqualTo("wal");
    assertThat(pragma(connection, "synchronous")).isEqualTo("1");
    assertThat(pragma(connection, "foreign_keys")).isEqualTo("0");
    assertThat(pragma(connection, "busy_timeout")).isEqualTo("1000");
    factory.close().block(PATIENCE);
  }

  @Test
  void defaultsAreSafe() {
    SqliteConnectionFactory factory = Databases.open(directory.resolve("defaults.db"));
    SqliteConnection connection = connect(factory);

    assertThat(pragma(connection, "journal_mode")).isEqualTo("wal");
    assertThat(pragma(connection, "synchronous")).as("FULL").isEqualTo("2");
    assertThat(pragma(connection, "foreign_keys")).isEqualTo("1");
    assertThat(connection.getMetadata().getDatabaseProductName()).isEqualTo("SQLite");
    assertThat(connection.getMetadata().getDatabaseVersion()).startsWith("3.");
    factory.close().block(PATIENCE);
    assertThat(Files.exists(directory.resolve("defaults.db-wal"))).isFalse();
  }

  private static String pragma(SqliteConnection connection, String name) {
    return connection
        .createStatement("PRAGMA " + name)
        .execute()
        .concatMap(result -> result.map((row, metadata) -> String.valueOf(row.get(0))))
        .single()
        .blockOptional(PATIENCE)
        .orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "readers=0",
        "readers=many",
        "synchronous=OFF",
        "foreignKeys=yes",
        "busyTimeout=-PT1S",
        "idleTimeout=PT0S",
        "maxWaiting=0",
        "lockWaitTimeout=soon"
      })
  void badOptionsAreRefused(String option) {
    assertThatThrownBy(() -> ConnectionFactories.get("r2dbc:sqlite:///tmp/never.db?" + option))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(option.substring(0, option.indexOf('=')));
  }

  @ParameterizedTest
  @ValueSource(strings = {"r2dbc:sqlite:http:///a.db", "r2dbc:sqlite:///a%3Fb.db"})
  void badPlacesAreRefused(String url) {
    assertThatThrownBy(() -> ConnectionFactories.get(url))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void poolOfConnectionsWorks() {
    SqliteConnectionFactory factory = Databases.open(directory.resolve("pool.db"));
    run(connect(factory), "CREATE TABLE note (id INTEGER)").block(PATIENCE);
    ConnectionPool pool =
        new ConnectionPool(ConnectionPoolConfiguration.builder(factory).maxSize(4).build());

    Flux.range(0, 50)
        .flatMap(i ->
            Flux.usingWhen(
                pool.create(),
                connection ->
                    Flux.from(connection.beginTransaction())
                        .thenMany(
                            connection
                                .createStatement("INSERT INTO note VALUES ($1)")
                                .bind("$1", i)
                                .execute())
                        .concatMap(Result::getRowsUpdated)
                        .thenMany(connection.commitTransaction()),
                Connection::close))
        .blockLast(PATIENCE);
    pool.disposeLater().block(PATIENCE);

    assertThat(
            query(connect(factory), "SELECT count(*) FROM note", Integer.class).blockLast(PATIENCE))
        .isEqualTo(50);
    factory.close().block(PATIENCE);
  }
}
