package chat.tacet.r2dbc.sqlite.client;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.r2dbc.sqlite.client.DatabaseSettings.Synchronous;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.test.subscriber.TestSubscriber;

/** A reading that has ended and is cancelled then: its statement may be somebody else's already. */
class LateCancelTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final Query THREE =
      new Query("SELECT * FROM (VALUES (1), (2), (3))", List.of(), false);

  @TempDir Path directory;
  private Database database;

  @BeforeEach
  void open() {
    database =
        new Database(
            new DatabaseSettings(
                directory.resolve("late.db"),
                1,
                Synchronous.NORMAL,
                true,
                PATIENCE,
                PATIENCE,
                PATIENCE,
                PATIENCE,
                10));
    database.open().block(PATIENCE);
  }

  @AfterEach
  void close() {
    database.close().block(PATIENCE);
  }

  @Test
  void leavesTheNextReadingOfATransactionAlone() {
    AtomicReference<@Nullable Lease> transaction = new AtomicReference<>();
    database
        .begin(Access.WRITE, PATIENCE, PATIENCE, lease -> transaction.compareAndSet(null, lease))
        .block(PATIENCE);
    Lease lease = Objects.requireNonNull(transaction.get());

    TestSubscriber<RowData> ended = TestSubscriber.create();
    lease.rows(THREE, PATIENCE).subscribe(ended);
    ended.block(PATIENCE);
    TestSubscriber<RowData> reading = firstRow(lease.rows(THREE, PATIENCE));
    ended.cancel();
    // behind whatever the cancellation has left on the lane
    lease.savepoint(Savepoint.CREATE, "behind", PATIENCE).block(PATIENCE);

    assertRest(reading);
    lease.commit(PATIENCE).block(PATIENCE);
  }

  @Test
  void leavesTheNextReadingOfTheSameReaderAlone() {
    TestSubscriber<RowData> ended = TestSubscriber.create();
    database.rows(THREE, PATIENCE, PATIENCE).subscribe(ended);
    ended.block(PATIENCE);
    TestSubscriber<RowData> reading = firstRow(database.rows(THREE, PATIENCE, PATIENCE));
    ended.cancel();

    assertRest(reading);
  }

  private static TestSubscriber<RowData> firstRow(Flux<RowData> rows) {
    TestSubscriber<RowData> reading = TestSubscriber.builder().initialRequest(1).build();
    rows.subscribe(reading);
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (reading.getReceivedOnNext().isEmpty() && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    assertThat(values(reading)).isEqualTo(List.of(1L));
    return reading;
  }

  private static void assertRest(TestSubscriber<RowData> reading) {
    reading.request(Long.MAX_VALUE);
    reading.block(PATIENCE);
    assertThat(values(reading)).isEqualTo(List.of(1L, 2L, 3L));
  }

  private static List<@Nullable Object> values(TestSubscriber<RowData> reading) {
    return reading.getReceivedOnNext().stream()
        .<@Nullable Object>map(row -> row.values().get(0))
        .toList();
  }
}
