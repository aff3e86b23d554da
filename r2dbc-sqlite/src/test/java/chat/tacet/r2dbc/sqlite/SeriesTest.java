package chat.tacet.r2dbc.sqlite;

import static chat.tacet.r2dbc.sqlite.Databases.PATIENCE;
import static chat.tacet.r2dbc.sqlite.Databases.query;
import static chat.tacet.r2dbc.sqlite.Databases.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.r2dbc.spi.Blob;
import io.r2dbc.spi.R2dbcDataIntegrityViolationException;
import io.r2dbc.spi.R2dbcRollbackException;
import io.r2dbc.spi.R2dbcTimeoutException;
import java.io.File;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** One change with many bindings: they share turns of the writer and nothing else. */
class SeriesTest {

  private static final String INSERT = "INSERT INTO person (id) VALUES (?)";

  /** Inserts as many rows as are bound: a few, or more than anybody waits for. */
  private static final String INSERT_MANY =
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
          + "INSERT INTO note SELECT i FROM n LIMIT ?";

  private static final long ENDLESSLY_MANY = Long.MAX_VALUE;

  @TempDir Path directory;
  private OneReader database;
  private SqliteConnection alice;
  private SqliteConnection bob;

  @BeforeEach
  void open() {
    database =
        OneReader.open(
            directory,
            options -> options.option(SqliteConnectionFactoryProvider.SYNCHRONOUS, "NORMAL"));
    alice = database.alice;
    bob = database.bob;
    run(alice, "CREATE TABLE person (id INTEGER PRIMARY KEY, face BLOB)").block(PATIENCE);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void everyBindingHasItsResultInOrder() {
    long[] bindings = LongStream.rangeClosed(1, 3L * Series.MAX_TURN_BINDINGS + 1).toArray();
    assertThat(series(INSERT, bindings).collectList().block(PATIENCE))
        .hasSize(bindings.length)
        .containsOnly(1L);
    assertThat(series("DELETE FROM person WHERE id <= ?", 1, 1, 4, 1).collectList().block(PATIENCE))
        .isEqualTo(List.of(1L, 0L, 3L, 0L));
  }

  @Test
  void thirdBindingFails() {
    StepVerifier.create(series(INSERT, 1, 2, 1, 4))
        .expectNext(1L, 1L)
        .expectError(R2dbcDataIntegrityViolationException.class)
        .verify(PATIENCE);

    assertThat(people(bob)).as("the first two, each by itself").isEqualTo(List.of(1L, 2L));
    assertThat(series(INSERT, 3, 4).collectList().block(PATIENCE)).isEqualTo(List.of(1L, 1L));
    assertThat(people(bob)).isEqualTo(List.of(1L, 2L, 3L, 4L));
  }

  @Test
  void thirdBindingFailsInATransaction() {
    alice.beginTransaction().block(PATIENCE);
    StepVerifier.create(series(INSERT, 1, 2, 1, 4))
        .expectNext(1L, 1L)
        .expectError(R2dbcDataIntegrityViolationException.class)
        .verify(PATIENCE);

    assertThat(people(alice)).isEqualTo(List.of(1L, 2L));
    assertThat(people(bob)).isEmpty();
    series(INSERT, 3).blockLast(PATIENCE);
    alice.commitTransaction().block(PATIENCE);
    assertThat(people(bob)).isEqualTo(List.of(1L, 2L, 3L));
  }

  @Test
  void cancelledInTheMiddle() {
    Disposable running = series(INSERT_MANY, 1, ENDLESSLY_MANY, 1).subscribe();
    awaitNotes(1);
    running.dispose();

    run(bob, "INSERT INTO note VALUES ('bob')").block(PATIENCE);
    assertThat(query(bob, "SELECT text FROM note", String.class).collectList().block(PATIENCE))
        .as("the first binding; neither the one that ran nor the one after it")
        .isEqualTo(List.of("1", "bob"));
    assertThat(series(INSERT_MANY, 1, 1).collectList().block(PATIENCE)).isEqualTo(List.of(1L, 1L));
  }

  @Test
  void cancelledInTheMiddleOfATransaction() {
    alice.beginTransaction().block(PATIENCE);
    Disposable running = series(INSERT_MANY, 1, ENDLESSLY_MANY, 1).subscribe();
    awaitMuchWritten();
    running.dispose();

    run(alice, "INSERT INTO note VALUES ('late')")
        .as(StepVerifier::create)
        .expectError(R2dbcRollbackException.class)
        .verify(PATIENCE);
    alice.rollbackTransaction().block(PATIENCE);
    run(bob, "INSERT INTO note VALUES ('bob')").block(PATIENCE);
    assertThat(query(bob, "SELECT text FROM note", String.class).collectList().block(PATIENCE))
        .isEqualTo(List.of("bob"));
  }

  @Test
  void timeLimitIsThatOfOneBinding() {
    alice.setStatementTimeout(Duration.ofMillis(200)).block(PATIENCE);
    StepVerifier.create(series(INSERT_MANY, 1, 1, ENDLESSLY_MANY, 1))
        .expectNext(1L, 1L)
        .expectError(R2dbcTimeoutException.class)
        .verify(PATIENCE);
    assertThat(series(INSERT_MANY, 1).blockLast(PATIENCE)).isEqualTo(1L);
  }

  /** A reader of results that stops asking stops the series, after the turn it is at. */
  @Test
  void nextTurnWaitsForDemand() {
    long[] bindings = LongStream.rangeClosed(1, 4L * Series.MAX_TURN_BINDINGS).toArray();
    StepVerifier.create(series(INSERT, bindings), 0)
        .thenRequest(1)
        .expectNext(1L)
        .then(() -> assertThat(people(bob)).hasSizeBetween(1, Series.MAX_TURN_BINDINGS))
        .thenCancel()
        .verify(PATIENCE);
    run(bob, "INSERT INTO note VALUES ('behind the series')").block(PATIENCE);
    assertThat(people(bob)).hasSizeBetween(1, Series.MAX_TURN_BINDINGS);
  }

  @Test
  void othersWriteBetweenTheTurns() {
    long[] bindings = LongStream.rangeClosed(1, 40L * Series.MAX_TURN_BINDINGS).toArray();
    Mono<Void> whole = series(INSERT, bindings).then().cache();
    Disposable running = whole.subscribe();
    Databases.awaitWriterBusy(database.factory);

    run(bob, "INSERT INTO note SELECT count(*) FROM person").block(PATIENCE);
    whole.block(PATIENCE);

    assertThat(query(bob, "SELECT CAST(text AS INTEGER) FROM note", Long.class).blockLast(PATIENCE))
        .isBetween(1L, bindings.length - 1L);
    assertThat(people(bob)).hasSize(bindings.length);
    running.dispose();
  }

  @Test
  void largeObjectsAreCollectedOneAtATime() {
    SqliteStatement insert = alice.createStatement("INSERT INTO person (id, face) VALUES (?, ?)");
    insert.bind(0, 1).bind(1, "plain").add();
    insert.bind(0, 2).bind(1, Blob.from(Mono.just(bytes("large")))).add();
    insert.bind(0, 3).bindNull(1, Blob.class);
    assertThat(
            insert.execute().concatMap(SqliteResult::getRowsUpdated).collectList().block(PATIENCE))
        .isEqualTo(List.of(1L, 1L, 1L));
    assertThat(
            query(bob, "SELECT coalesce(CAST(face AS TEXT), '-') FROM person", String.class)
                .collectList()
                .block(PATIENCE))
        .isEqualTo(List.of("plain", "large", "-"));
  }

  private Flux<Long> series(String sql, long... bindings) {
    SqliteStatement statement = alice.createStatement(sql);
    for (int i = 0; i < bindings.length; i++) {
      if (i > 0) {
        statement.add();
      }
      statement.bind(0, bindings[i]);
    }
    // without prefetch: what is asked of the series is what was asked of this
    return statement.execute().concatMap(SqliteResult::getRowsUpdated, 0);
  }

  private static List<Long> people(SqliteConnection connection) {
    return query(connection, "SELECT id FROM person ORDER BY id", Long.class)
        .collectList()
        .blockOptional(PATIENCE)
        .orElseThrow();
  }

  private void awaitNotes(long count) {
    query(bob, "SELECT count(*) FROM note", Long.class)
        .repeatWhen(again -> again.delayElements(Duration.ofMillis(5)))
        .takeUntil(found -> found == count)
        .blockLast(PATIENCE);
  }

  /** Nobody sees what a transaction has written, but SQLite's log takes what its cache cannot. */
  private void awaitMuchWritten() {
    File log = directory.resolve("one-reader.db-wal").toFile();
    Mono.fromSupplier(log::length)
        .repeatWhen(again -> again.delayElements(Duration.ofMillis(5)))
        .takeUntil(length -> length > 8 * 1024 * 1024)
        .blockLast(PATIENCE);
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
