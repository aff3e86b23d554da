package chat.tacet.r2dbc.sqlite;

import static chat.tacet.r2dbc.sqlite.Databases.PATIENCE;
import static chat.tacet.r2dbc.sqlite.Databases.connect;
import static chat.tacet.r2dbc.sqlite.Databases.query;
import static chat.tacet.r2dbc.sqlite.Databases.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.r2dbc.spi.R2dbcDataIntegrityViolationException;
import io.r2dbc.spi.ReadableMetadata;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** A statement that was prepared before is as good as a new one. */
class PreparedTest {

  private static final String ALL = "SELECT * FROM note ORDER BY id";

  @TempDir Path directory;
  private SqliteConnectionFactory factory;
  private SqliteConnection connection;

  @BeforeEach
  void open() {
    // One reader: whatever is asked twice is asked of the same connection.
    factory =
        Databases.open(
            directory.resolve("prepared.db"),
            options -> options.option(SqliteConnectionFactoryProvider.READERS, 1));
    connection = connect(factory);
    does("CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT NOT NULL)");
    does("INSERT INTO note VALUES (1, 'one'), (2, 'two'), (3, 'three')");
  }

  @AfterEach
  void close() {
    factory.close().block(PATIENCE);
  }

  @Test
  void seesColumnsThatCameSince() {
    assertThat(columns()).containsExactly("id", "body");
    does("ALTER TABLE note ADD COLUMN mood TEXT DEFAULT 'fine'");
    assertThat(columns()).containsExactly("id", "body", "mood");
    does("DROP TABLE note");
    does("CREATE TABLE note (id TEXT)");
    does("INSERT INTO note VALUES ('one')");
    assertThat(columns()).containsExactly("id");
  }

  @Test
  void beginsAtTheFirstRowAfterSomebodyStoppedAtTheSecond() {
    for (int i = 0; i < 3; i++) {
      assertThat(query(connection, ALL, Long.class).take(2).collectList().block(PATIENCE))
          .isEqualTo(List.of(1L, 2L));
    }
    does("DELETE FROM note");
    assertThat(query(connection, ALL, Long.class).collectList().block(PATIENCE)).isEmpty();
  }

  @Test
  void isOpenTwiceAtTheSameTime() {
    connection.beginTransaction().block(PATIENCE);
    assertThat(
            query(connection, ALL, Long.class)
                .concatMap(
                    outer -> query(connection, ALL, Long.class).map(inner -> 10 * outer + inner), 1)
                .collectList()
                .block(PATIENCE))
        .isEqualTo(List.of(11L, 12L, 13L, 21L, 22L, 23L, 31L, 32L, 33L));
    connection.commitTransaction().block(PATIENCE);
  }

  /** Whoever has the last row ends the reading, which has come to its end already. */
  @Test
  void isGivenBackOnceThoughItEndsTwice() {
    connection.beginTransaction().block(PATIENCE);
    for (int i = 0; i < 20; i++) {
      assertThat(query(connection, ALL, Long.class).take(3).collectList().block(PATIENCE))
          .isEqualTo(List.of(1L, 2L, 3L));
      assertThat(query(connection, ALL, Long.class).next().block(PATIENCE)).isEqualTo(1L);
    }
    connection.commitTransaction().block(PATIENCE);
  }

  @Test
  void worksAgainAfterItFailed() {
    String insert = "INSERT INTO note (id, body) VALUES (?, ?)";
    for (int i = 0; i < 2; i++) {
      Mono.from(connection.createStatement(insert).bind(0, 1).bind(1, "again").execute())
          .as(StepVerifier::create)
          .verifyError(R2dbcDataIntegrityViolationException.class);
    }
    Mono.from(connection.createStatement(insert).bind(0, 4).bind(1, "four").execute())
        .block(PATIENCE);
    assertThat(query(connection, ALL, Long.class).collectList().block(PATIENCE))
        .isEqualTo(List.of(1L, 2L, 3L, 4L));
  }

  @Test
  void forgetsWhatWasBoundBefore() {
    String select = "SELECT coalesce(?, 'nothing')";
    assertThat(bound(select, "something")).isEqualTo("something");
    assertThat(
            Flux.from(connection.createStatement(select).bindNull(0, String.class).execute())
                .concatMap(result -> result.map((row, _) -> row.get(0, String.class)))
                .blockLast(PATIENCE))
        .isEqualTo("nothing");
  }

  /** More than are kept, and each of them twice. */
  @Test
  void areManyMoreThanAreKept() {
    for (int round = 0; round < 2; round++) {
      IntStream.range(0, 200)
          .forEach(number ->
              assertThat(
                      query(connection, "SELECT " + number + " + 1", Long.class)
                          .blockLast(PATIENCE))
                  .isEqualTo(number + 1));
    }
  }

  private String bound(String select, String value) {
    return Flux.from(connection.createStatement(select).bind(0, value).execute())
        .concatMap(result -> result.map((row, _) -> row.get(0, String.class)))
        .single()
        .blockOptional(PATIENCE)
        .orElseThrow();
  }

  private List<String> columns() {
    return Flux.from(connection.createStatement("SELECT * FROM note").execute())
        .concatMap(result -> result.map((_, metadata) -> metadata.getColumnMetadatas()))
        .map(columns -> columns.stream().map(ReadableMetadata::getName).toList())
        .next()
        .blockOptional(PATIENCE)
        .orElseThrow();
  }

  private void does(String sql) {
    run(connection, sql).block(PATIENCE);
  }
}
