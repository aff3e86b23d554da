package chat.tacet.r2dbc.sqlite;

import static chat.tacet.r2dbc.sqlite.Databases.PATIENCE;
import static chat.tacet.r2dbc.sqlite.Databases.query;
import static chat.tacet.r2dbc.sqlite.Databases.run;
import static chat.tacet.r2dbc.sqlite.OneReader.ENDLESS;
import static org.assertj.core.api.Assertions.assertThat;

import io.r2dbc.spi.R2dbcRollbackException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import reactor.test.subscriber.TestSubscriber;

/** Whoever holds the writer or a reader without using it loses it. */
class IdleTest {

  private static final Duration IDLE = Duration.ofMillis(500);

  @TempDir Path directory;
  private OneReader database;
  private SqliteConnection alice;
  private SqliteConnection bob;

  @BeforeEach
  void open() {
    database =
        OneReader.open(
            directory,
            options -> options.option(SqliteConnectionFactoryProvider.IDLE_TIMEOUT, IDLE));
    alice = database.alice;
    bob = database.bob;
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void forgottenTransactionIsRolledBack() {
    alice.beginTransaction().block(PATIENCE);
    run(alice, "INSERT INTO note VALUES ('alice')").block(PATIENCE);

    run(bob, "INSERT INTO note VALUES ('bob')").block(PATIENCE);

    run(alice, "INSERT INTO note VALUES ('late')")
        .as(StepVerifier::create)
        .expectError(R2dbcRollbackException.class)
        .verify(PATIENCE);
    alice
        .commitTransaction()
        .as(StepVerifier::create)
        .expectError(R2dbcRollbackException.class)
        .verify(PATIENCE);
    assertThat(query(bob, "SELECT text FROM note", String.class).collectList().block(PATIENCE))
        .containsExactly("bob");
  }

  @Test
  void subscriberThatNeverAsksLosesItsReader() {
    TestSubscriber<Integer> idler = TestSubscriber.builder().initialRequest(0).build();
    SqliteResult endless =
        alice.createStatement(ENDLESS).execute().single().blockOptional(PATIENCE).orElseThrow();
    endless
        .map((row, metadata) -> Objects.requireNonNull(row.get(0, Integer.class)))
        .subscribe(idler);

    assertThat(query(bob, "SELECT 1", Integer.class).blockLast(PATIENCE)).isOne();

    idler.request(1);
    idler.block(PATIENCE);
    assertThat(idler.getReceivedOnNext()).isEmpty();
    assertThat(idler.expectTerminalError()).isInstanceOf(R2dbcRollbackException.class);
  }

  @Test
  void blockedSubscriberHoldsUpNobodyElse() {
    CountDownLatch release = new CountDownLatch(1);
    alice.beginTransaction().block(PATIENCE);
    Flux<String> blocked =
        query(alice, "VALUES ('row')", String.class)
            .doOnNext(row -> {
              try {
                release.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    Disposable subscription = blocked.subscribe();

    // both the reader and, after alice's idle time, the writer are there for bob
    assertThat(query(bob, "SELECT 1", Integer.class).blockLast(PATIENCE)).isOne();
    run(bob, "INSERT INTO note VALUES ('bob')").block(PATIENCE);

    release.countDown();
    subscription.dispose();
  }
}
