package chat.tacet.r2dbc.sqlite;

import static chat.tacet.r2dbc.sqlite.Databases.PATIENCE;
import static chat.tacet.r2dbc.sqlite.Databases.query;
import static chat.tacet.r2dbc.sqlite.Databases.run;
import static chat.tacet.r2dbc.sqlite.OneReader.ENDLESS;
import static chat.tacet.r2dbc.sqlite.OneReader.SILENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcRollbackException;
import io.r2dbc.spi.R2dbcTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;
import reactor.test.StepVerifier;

/** Rows come as they are asked for; cancellation and time limits interrupt. */
class DemandTest {

  @TempDir Path directory;
  private OneReader database;
  private SqliteConnection alice;
  private SqliteConnection bob;

  @BeforeEach
  void open() {
    database = OneReader.open(directory);
    alice = database.alice;
    bob = database.bob;
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void rowsAreSteppedOnRequestOnly() {
    StepVerifier.create(query(alice, ENDLESS, Integer.class), 0)
        .thenRequest(1)
        .expectNext(1)
        .thenRequest(2)
        .expectNext(2, 3)
        .thenRequest(1_000)
        .expectNextCount(1_000)
        .thenCancel()
        .verify(PATIENCE);
  }

  @Test
  void theEndIsToldWithTheLastRow() {
    StepVerifier.create(query(alice, "VALUES (1), (2)", Integer.class), 2)
        .expectNext(1, 2)
        .expectComplete()
        .verify(PATIENCE);
  }

  @Test
  void cancellationBeforeOrWhileWaitingTakesNoReader() {
    query(alice, ENDLESS, Integer.class).take(0).blockLast(PATIENCE);
    Disposable holding = query(alice, SILENT, Integer.class).subscribe();
    Disposable waiting = query(bob, SILENT, Integer.class).subscribe();
    waiting.dispose();
    holding.dispose();

    assertThat(query(bob, "SELECT 1", Integer.class).blockLast(PATIENCE)).isEqualTo(1);
  }

  @Test
  void cancellationInterruptsAQueryAndFreesItsReader() {
    Disposable endless = query(alice, SILENT, Integer.class).subscribe();
    endless.dispose();

    assertThat(query(bob, "SELECT 1", Integer.class).blockLast(PATIENCE)).isEqualTo(1);
  }

  @Test
  void cancellationInterruptsAWriteAndFreesTheWriter() {
    Disposable endless = run(alice, "INSERT INTO note " + ENDLESS).subscribe();
    Databases.awaitWriterBusy(database.factory);
    endless.dispose();

    run(bob, "INSERT INTO note VALUES ('bob')").block(PATIENCE);
    assertThat(query(bob, "SELECT text FROM note", String.class).collectList().block(PATIENCE))
        .containsExactly("bob");
  }

  @Test
  void cancelledQueryLeavesItsTransactionAlone() {
    alice.beginTransaction().block(PATIENCE);
    run(alice, "INSERT INTO note VALUES ('alice')").block(PATIENCE);

    query(alice, ENDLESS, Integer.class).take(3).blockLast(PATIENCE);
    Disposable silent = query(alice, SILENT, Integer.class).subscribe();
    silent.dispose();

    alice.commitTransaction().block(PATIENCE);
    assertThat(query(bob, "SELECT text FROM note", String.class).blockLast(PATIENCE))
        .isEqualTo("alice");
  }

  @Test
  void statementTimeoutInterrupts() {
    alice.setStatementTimeout(Duration.ofMillis(50)).block(PATIENCE);

    query(alice, SILENT, Integer.class)
        .as(StepVerifier::create)
        .expectError(R2dbcTimeoutException.class)
        .verify(PATIENCE);
    run(alice, "INSERT INTO note " + ENDLESS)
        .as(StepVerifier::create)
        .expectError(R2dbcTimeoutException.class)
        .verify(PATIENCE);

    assertThat(query(bob, "SELECT count(*) FROM note", Integer.class).blockLast(PATIENCE)).isZero();
  }

  @Test
  void changeThatReturnsTooManyRowsIsUndone() {
    String insert = "INSERT INTO note " + ENDLESS + " LIMIT 200000";

    run(alice, insert + " RETURNING text")
        .as(StepVerifier::create)
        .expectError(R2dbcNonTransientResourceException.class)
        .verify(PATIENCE);

    assertThat(query(bob, "SELECT count(*) FROM note", Integer.class).blockLast(PATIENCE)).isZero();
    assertThat(run(alice, insert).block(PATIENCE)).isEqualTo(200_000);
  }

  @Test
  void writeInterruptedInATransactionTakesTheTransactionWithIt() {
    alice.setStatementTimeout(Duration.ofMillis(50)).block(PATIENCE);
    alice.beginTransaction().block(PATIENCE);
    run(alice, "INSERT INTO note VALUES ('alice')").block(PATIENCE);
    run(alice, "INSERT INTO note " + ENDLESS)
        .as(StepVerifier::create)
        .expectError(R2dbcTimeoutException.class)
        .verify(PATIENCE);

    run(alice, "INSERT INTO note VALUES ('late')")
        .as(StepVerifier::create)
        .expectError(R2dbcRollbackException.class)
        .verify(PATIENCE);
    alice
        .commitTransaction()
        .as(StepVerifier::create)
        .expectError(R2dbcRollbackException.class)
        .verify(PATIENCE);

    run(bob, "INSERT INTO note VALUES ('bob')").block(PATIENCE);
    assertThat(query(bob, "SELECT text FROM note", String.class).collectList().block(PATIENCE))
        .containsExactly("bob");
  }
}
