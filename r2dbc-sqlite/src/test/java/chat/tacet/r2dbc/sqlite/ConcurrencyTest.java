package chat.tacet.r2dbc.sqlite;

import static chat.tacet.r2dbc.sqlite.Databases.PATIENCE;
import static chat.tacet.r2dbc.sqlite.Databases.connect;
import static chat.tacet.r2dbc.sqlite.Databases.query;
import static chat.tacet.r2dbc.sqlite.Databases.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.r2dbc.spi.R2dbcTimeoutException;
import io.r2dbc.spi.R2dbcTransientResourceException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** Many people at once: they queue, and nobody ever sees SQLITE_BUSY. */
class ConcurrencyTest {

  private static final int PEOPLE = 64;
  private static final int TURNS = 5;

  @TempDir Path directory;
  private SqliteConnectionFactory factory;

  @BeforeEach
  void open() {
    factory =
        Databases.open(
            directory.resolve("busy.db"),
            options ->
                options
                    .option(SqliteConnectionFactoryProvider.READERS, 2)
                    .option(SqliteConnectionFactoryProvider.MAX_WAITING, 2 * PEOPLE)
                    // any lock that anybody had to wait for would be an error at once
                    .option(SqliteConnectionFactoryProvider.BUSY_TIMEOUT, Duration.ZERO)
                    .option(SqliteConnectionFactoryProvider.SYNCHRONOUS, "NORMAL"));
    run(connect(factory), "CREATE TABLE note (author INTEGER, turn INTEGER)").block(PATIENCE);
  }

  @AfterEach
  void close() {
    factory.close().block(PATIENCE);
  }

  @Test
  void manyWritersAndReadersNeverFindTheDatabaseBusy() {
    Flux<Long> writers = Flux.range(0, PEOPLE).flatMap(this::write, PEOPLE);
    Flux<Long> readers = Flux.range(0, PEOPLE).flatMap(this::read, PEOPLE);

    Flux.merge(writers, readers).then().block(PATIENCE);

    assertThat(count(connect(factory))).isEqualTo(2L * PEOPLE * TURNS);
  }

  /** Half of the notes in a transaction that reads before it writes, half by themselves. */
  private Mono<Long> write(int author) {
    String insert = "INSERT INTO note VALUES (" + author + ", 1)";
    return Mono.usingWhen(
            factory.create(),
            connection ->
                connection
                    .beginTransaction()
                    .thenMany(query(connection, "SELECT count(*) FROM note", Long.class))
                    .then(run(connection, insert))
                    .then(connection.commitTransaction())
                    .then(run(connection, insert)),
            SqliteConnection::close)
        .subscribeOn(Schedulers.parallel())
        .repeat(TURNS - 1)
        .reduce(0L, Long::sum);
  }

  private Mono<Long> read(int reader) {
    return Mono.usingWhen(
            factory.create(),
            connection -> query(connection, "SELECT count(*) FROM note", Long.class).single(),
            SqliteConnection::close)
        .repeat(TURNS - 1)
        .reduce(0L, Math::max);
  }

  private static long count(SqliteConnection connection) {
    return query(connection, "SELECT count(*) FROM note", Long.class)
        .single()
        .blockOptional(PATIENCE)
        .orElseThrow();
  }

  @Test
  void writersAreServedInTheOrderTheyCame() {
    SqliteConnection alice = connect(factory);
    alice.beginTransaction().block(PATIENCE);
    List<Integer> served = new CopyOnWriteArrayList<>();

    Mono<Void> everybody =
        Flux.range(0, 20)
            .flatMap(i -> run(connect(factory), "INSERT INTO note VALUES (" + i + ", 0)"), 20)
            .then();
    Disposable queue = everybody.subscribe();
    alice.commitTransaction().block(PATIENCE);
    query(connect(factory), "SELECT count(*) FROM note", Long.class)
        .repeatWhen(again -> again.delayElements(Duration.ofMillis(5)))
        .takeUntil(n -> n == 20)
        .blockLast(PATIENCE);
    served.addAll(
        query(connect(factory), "SELECT author FROM note ORDER BY rowid", Integer.class)
            .collectList()
            .blockOptional(PATIENCE)
            .orElseThrow());

    assertThat(served).isSorted();
    queue.dispose();
  }

  @Test
  void tooManyWaitersAreRefusedAtOnce() {
    SqliteConnection alice = connect(factory);
    alice.beginTransaction().block(PATIENCE);
    SqliteConnection bob = connect(factory);
    Disposable crowd =
        Flux.range(0, 2 * PEOPLE)
            .flatMap(i -> run(bob, "INSERT INTO note VALUES (0, 0)"), 2 * PEOPLE)
            .subscribe();

    run(bob, "INSERT INTO note VALUES (1, 1)")
        .as(StepVerifier::create)
        .expectError(R2dbcTransientResourceException.class)
        .verify(PATIENCE);

    crowd.dispose();
    alice.rollbackTransaction().block(PATIENCE);
    assertThat(run(bob, "INSERT INTO note VALUES (1, 1)").block(PATIENCE)).isEqualTo(1);
    assertThat(count(bob)).as("the crowd that went away wrote nothing").isEqualTo(1);
  }

  @Test
  void waitingEndsAfterTheLockWaitTimeout() {
    SqliteConnection alice = connect(factory);
    alice.beginTransaction().block(PATIENCE);
    SqliteConnection bob = connect(factory);
    bob.setLockWaitTimeout(Duration.ofMillis(50)).block(PATIENCE);

    bob.beginTransaction()
        .as(StepVerifier::create)
        .expectError(R2dbcTimeoutException.class)
        .verify(PATIENCE);
    assertThat(bob.isAutoCommit()).isTrue();

    alice.rollbackTransaction().block(PATIENCE);
    bob.beginTransaction().block(PATIENCE);
    bob.rollbackTransaction().block(PATIENCE);
  }

  /** One alarm serves all who wait: it must ring for whoever came later and waits for less. */
  @Test
  void everybodyWaitsForTheirOwnTime() {
    SqliteConnection alice = connect(factory);
    alice.beginTransaction().block(PATIENCE);
    List<String> refused = new CopyOnWriteArrayList<>();
    Mono<Long> forever = insertWaiting(Duration.ZERO).cache();
    Mono<Long> longer =
        insertWaiting(Duration.ofMillis(600)).doOnError(e -> refused.add("longer")).cache();
    Mono<Long> shorter =
        insertWaiting(Duration.ofMillis(50)).doOnError(e -> refused.add("shorter")).cache();
    List<Disposable> waiting =
        List.of(
            forever.subscribe(),
            longer.onErrorComplete().subscribe(),
            shorter.onErrorComplete().subscribe());

    shorter.as(StepVerifier::create).expectError(R2dbcTimeoutException.class).verify(PATIENCE);
    assertThat(refused).isEqualTo(List.of("shorter"));
    longer.as(StepVerifier::create).expectError(R2dbcTimeoutException.class).verify(PATIENCE);
    assertThat(refused).isEqualTo(List.of("shorter", "longer"));
    alice.rollbackTransaction().block(PATIENCE);

    assertThat(forever.block(PATIENCE)).isEqualTo(1);
    assertThat(count(connect(factory))).isEqualTo(1);
    waiting.forEach(Disposable::dispose);
  }

  private Mono<Long> insertWaiting(Duration timeout) {
    SqliteConnection connection = connect(factory);
    connection.setLockWaitTimeout(timeout).block(PATIENCE);
    return run(connection, "INSERT INTO note VALUES (1, 1)");
  }

  @Test
  void readersSeeTheLastCommitWhileSomebodyWrites() {
    SqliteConnection alice = connect(factory);
    SqliteConnection bob = connect(factory);
    alice.beginTransaction().block(PATIENCE);
    run(alice, "INSERT INTO note VALUES (1, 1)").block(PATIENCE);

    assertThat(count(alice)).isEqualTo(1);
    assertThat(count(bob)).isZero();

    alice.commitTransaction().block(PATIENCE);
    assertThat(count(bob)).isEqualTo(1);
  }
}
