package chat.tacet.r2dbc.sqlite;

import static chat.tacet.r2dbc.sqlite.Databases.PATIENCE;
import static chat.tacet.r2dbc.sqlite.Databases.connect;
import static chat.tacet.r2dbc.sqlite.Databases.query;
import static chat.tacet.r2dbc.sqlite.Databases.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.r2dbc.spi.IsolationLevel;
import io.r2dbc.spi.Option;
import io.r2dbc.spi.R2dbcBadGrammarException;
import io.r2dbc.spi.R2dbcDataIntegrityViolationException;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcPermissionDeniedException;
import io.r2dbc.spi.R2dbcRollbackException;
import io.r2dbc.spi.TransactionDefinition;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** What transactions promise, and how they end. */
class TransactionTest {

  private static final TransactionDefinition READ_ONLY =
      new TransactionDefinition() {
        @Override
        @SuppressWarnings("unchecked") // the option says which type it is
        public <T> @Nullable T getAttribute(Option<T> option) {
          return option.equals(TransactionDefinition.READ_ONLY) ? (T) Boolean.TRUE : null;
        }
      };

  @TempDir Path directory;
  private SqliteConnectionFactory factory;
  private SqliteConnection alice;
  private SqliteConnection bob;

  @BeforeEach
  void open() {
    factory = Databases.open(directory.resolve("transactions.db"));
    alice = connect(factory);
    bob = connect(factory);
    run(
            alice,
            "CREATE TABLE room (id INTEGER PRIMARY KEY);"
                + "CREATE TABLE member (room INTEGER REFERENCES room DEFERRABLE INITIALLY DEFERRED)")
        .block(PATIENCE);
  }

  @AfterEach
  void close() {
    factory.close().block(PATIENCE);
  }

  @Test
  void readOnlyTransactionKeepsItsSnapshotAndRefusesWrites() {
    alice.beginTransaction(READ_ONLY).block(PATIENCE);
    run(bob, "INSERT INTO room VALUES (1)").block(PATIENCE);

    assertThat(rooms(alice)).isEmpty();
    fails(run(alice, "INSERT INTO room VALUES (2)"), R2dbcPermissionDeniedException.class);

    alice.commitTransaction().block(PATIENCE);
    assertThat(rooms(alice)).containsExactly(1);
  }

  @Test
  void everyIsolationLevelIsTheStrictest() {
    alice.setTransactionIsolationLevel(IsolationLevel.READ_COMMITTED).block(PATIENCE);

    assertThat(alice.getTransactionIsolationLevel()).isEqualTo(IsolationLevel.SERIALIZABLE);
  }

  @Test
  void withoutAutoCommitTheFirstStatementBegins() {
    alice.setAutoCommit(false).block(PATIENCE);
    run(alice, "INSERT INTO room VALUES (1)").block(PATIENCE);

    assertThat(rooms(bob)).isEmpty();
    alice.commitTransaction().block(PATIENCE);
    assertThat(rooms(bob)).containsExactly(1);

    run(alice, "INSERT INTO room VALUES (2)").block(PATIENCE);
    alice.close().block(PATIENCE);
    assertThat(rooms(bob)).containsExactly(1);
  }

  @Test
  void failedCommitRollsBack() {
    alice.beginTransaction().block(PATIENCE);
    run(alice, "INSERT INTO room VALUES (1); INSERT INTO member VALUES (99)").block(PATIENCE);

    R2dbcException error =
        fails(alice.commitTransaction(), R2dbcDataIntegrityViolationException.class);

    assertThat(error.getSqlState()).isEqualTo("23503");
    assertThat(alice.isAutoCommit()).isTrue();
    assertThat(rooms(bob)).isEmpty();
    run(bob, "INSERT INTO room VALUES (1)").block(PATIENCE);
  }

  @Test
  void transactionThatSqliteRolledBackSaysSo() {
    run(alice, "INSERT INTO room VALUES (1)").block(PATIENCE);
    alice.beginTransaction().block(PATIENCE);
    run(alice, "INSERT INTO room VALUES (2)").block(PATIENCE);
    fails(
        run(alice, "INSERT OR ROLLBACK INTO room VALUES (1)"),
        R2dbcDataIntegrityViolationException.class);

    // otherwise this would be committed by itself
    fails(run(alice, "INSERT INTO room VALUES (3)"), R2dbcRollbackException.class);
    alice.rollbackTransaction().block(PATIENCE);

    assertThat(rooms(bob)).containsExactly(1);
  }

  @Test
  void savepointsNestAndAreReleased() {
    alice.createSavepoint("outer").block(PATIENCE);
    run(alice, "INSERT INTO room VALUES (1)").block(PATIENCE);
    alice.createSavepoint("in\"ner").block(PATIENCE);
    run(alice, "INSERT INTO room VALUES (2)").block(PATIENCE);
    alice.rollbackTransactionToSavepoint("in\"ner").block(PATIENCE);
    alice.releaseSavepoint("outer").block(PATIENCE);
    alice.commitTransaction().block(PATIENCE);

    assertThat(rooms(bob)).containsExactly(1);
    fails(alice.releaseSavepoint("outer"), R2dbcNonTransientResourceException.class);
  }

  @Test
  void sqlMayNotBeginOrEndTransactions() {
    for (String sql : List.of("BEGIN", "COMMIT", "END", "ROLLBACK", "SAVEPOINT a", "RELEASE a")) {
      fails(run(alice, sql), R2dbcBadGrammarException.class);
    }
  }

  @Test
  void statementsOfATransactionMayInterleave() {
    alice.beginTransaction().block(PATIENCE);
    run(alice, "INSERT INTO room VALUES (1), (2), (3)").block(PATIENCE);

    Flux<Long> copies =
        query(alice, "SELECT id FROM room", Integer.class)
            .concatMap(id -> run(alice, "INSERT INTO member VALUES (" + id + ")"), 1);

    assertThat(copies.reduce(0L, Long::sum).block(PATIENCE)).isEqualTo(3);
    alice.commitTransaction().block(PATIENCE);
  }

  @RepeatedTest(20)
  void beginThatIsCancelledAnyTimeNeverKeepsTheWriter(RepetitionInfo repetition) {
    Disposable beginning = alice.beginTransaction().subscribe();
    for (int i = 0; i < 500 * repetition.getCurrentRepetition(); i++) {
      Thread.onSpinWait();
    }
    beginning.dispose();
    alice.close().block(PATIENCE);

    assertThat(run(bob, "INSERT INTO room VALUES (1)").block(PATIENCE)).isEqualTo(1);
  }

  @RepeatedTest(20)
  void statementThatIsCancelledAnyTimeNeverKeepsItsLane() {
    List<Disposable> statements =
        Flux.range(0, 20)
            .map(
                i -> Flux.merge(run(alice, "INSERT INTO room DEFAULT VALUES"), rooms()).subscribe())
            .collectList()
            .blockOptional(PATIENCE)
            .orElseThrow();
    statements.forEach(Disposable::dispose);

    run(bob, "INSERT INTO room DEFAULT VALUES").block(PATIENCE);
    assertThat(rooms(bob)).isNotEmpty();
  }

  private Flux<Long> rooms() {
    return query(alice, "SELECT id FROM room", Long.class);
  }

  @Test
  void closedConnectionRefusesEverything() {
    alice.beginTransaction().block(PATIENCE);
    run(alice, "INSERT INTO room VALUES (1)").block(PATIENCE);
    alice.close().block(PATIENCE);
    alice.close().block(PATIENCE);

    fails(alice.beginTransaction(), R2dbcNonTransientResourceException.class);
    fails(run(alice, "INSERT INTO room VALUES (1)"), R2dbcNonTransientResourceException.class);
    fails(rooms(), R2dbcNonTransientResourceException.class);
    assertThat(rooms(bob)).isEmpty();
  }

  @Test
  void closingTheFactoryEndsWhatRunsAndWhatWaits() {
    alice.beginTransaction().block(PATIENCE);
    String endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)";
    Mono<Long> running = run(alice, endless + " INSERT INTO room SELECT i FROM n");
    Mono<Long> waiting = run(bob, "INSERT INTO room VALUES (1)");

    StepVerifier.create(
            Flux.mergeDelayError(2, running.onErrorReturn(-1L), waiting.onErrorReturn(-2L)))
        .then(() -> Databases.awaitWriterBusy(factory))
        .then(() -> factory.close().subscribe())
        .expectNextCount(2)
        .expectComplete()
        .verify(PATIENCE);
    factory.close().block(PATIENCE);

    fails(rooms(), R2dbcNonTransientResourceException.class);
    assertThat(directory.resolve("transactions.db-wal")).doesNotExist();
  }

  private static List<Integer> rooms(SqliteConnection connection) {
    return query(connection, "SELECT id FROM room ORDER BY id", Integer.class)
        .collectList()
        .blockOptional(PATIENCE)
        .orElseThrow();
  }

  private static R2dbcException fails(
      Publisher<?> publisher, Class<? extends R2dbcException> expected) {
    return Flux.from(publisher)
        .then(Mono.<R2dbcException>empty())
        .onErrorResume(expected, Mono::just)
        .blockOptional(PATIENCE)
        .orElseThrow(() -> new AssertionError("no " + expected.getSimpleName()));
  }
}
