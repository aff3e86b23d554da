package chat.tacet.r2dbc.sqlite;

import static chat.tacet.r2dbc.sqlite.Databases.PATIENCE;
import static chat.tacet.r2dbc.sqlite.Databases.connect;
import static chat.tacet.r2dbc.sqlite.Databases.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.r2dbc.spi.Blob;
import io.r2dbc.spi.Clob;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

/** Large objects are collected before they reach SQLite. */
class LobsTest {

  @TempDir Path directory;
  private SqliteConnectionFactory factory;
  private SqliteConnection alice;

  @BeforeEach
  void open() {
    factory = Databases.open(directory.resolve("lobs.db"));
    alice = connect(factory);
    run(alice, "CREATE TABLE file (name TEXT, content BLOB, comment TEXT)").block(PATIENCE);
  }

  @AfterEach
  void close() {
    factory.close().block(PATIENCE);
  }

  private Flux<Long> insert(Blob content, Clob comment) {
    return alice
        .createStatement("INSERT INTO file VALUES (:name, :content, :comment)")
        .bindNull("name", String.class)
        .bind("content", content)
        .bind("comment", comment)
        .execute()
        .concatMap(SqliteResult::getRowsUpdated);
  }

  @Test
  void partsAreJoined() {
    Flux<ByteBuffer> bytes =
        Flux.just(ByteBuffer.wrap(new byte[] {1, 2}), ByteBuffer.wrap(new byte[] {3}));
    insert(Blob.from(bytes), Clob.from(Flux.just("a", "b"))).blockLast(PATIENCE);

    alice
        .createStatement("SELECT hex(content) || comment FROM file WHERE name IS NULL")
        .execute()
        .concatMap(result ->
            result.map((row, metadata) -> Objects.requireNonNull(row.get(0, String.class))))
        .as(StepVerifier::create)
        .expectNext("010203ab")
        .verifyComplete();
  }

  @Test
  void pairsMayBeCutBetweenPartsAndHalvesAreRefused() {
    insert(Blob.from(Flux.empty()), Clob.from(Flux.just("\uD83C", "\uDFBC"))).blockLast(PATIENCE);

    insert(Blob.from(Flux.empty()), Clob.from(Flux.just("half \uD83C")))
        .as(StepVerifier::create)
        .expectError(IllegalArgumentException.class)
        .verify(PATIENCE);

    alice
        .createStatement("SELECT comment FROM file")
        .execute()
        .concatMap(result ->
            result.map((row, metadata) -> Objects.requireNonNull(row.get(0, String.class))))
        .as(StepVerifier::create)
        .expectNext("🎼")
        .expectComplete()
        .verify(PATIENCE);
  }

  @Test
  void slowSourceDoesNotHoldTheWriter() {
    Sinks.Many<ByteBuffer> slow = Sinks.many().unicast().onBackpressureBuffer();

    StepVerifier.create(insert(Blob.from(slow.asFlux()), Clob.from(Flux.empty())))
        .then(() ->
            assertThat(
                    run(connect(factory), "INSERT INTO file (name) VALUES ('bob')").block(PATIENCE))
                .isEqualTo(1))
        .then(slow::tryEmitComplete)
        .expectNext(1L)
        .expectComplete()
        .verify(PATIENCE);
  }

  @Test
  void tooLargeOnesAreRefused() {
    ByteBuffer part = ByteBuffer.allocate(1024 * 1024);
    Flux<ByteBuffer> endless = Flux.generate(sink -> sink.next(part.duplicate()));

    insert(Blob.from(endless), Clob.from(Flux.empty()))
        .as(StepVerifier::create)
        .expectError(R2dbcNonTransientResourceException.class)
        .verify(PATIENCE);
  }
}
