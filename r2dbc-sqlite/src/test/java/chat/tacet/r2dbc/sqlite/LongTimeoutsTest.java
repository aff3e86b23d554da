package chat.tacet.r2dbc.sqlite;

import static chat.tacet.r2dbc.sqlite.Databases.PATIENCE;
import static chat.tacet.r2dbc.sqlite.Databases.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.r2dbc.spi.Option;
import io.r2dbc.spi.TransactionDefinition;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

/** Timeouts that are too long to be counted in nanoseconds are as good as none. */
class LongTimeoutsTest {

  private static final Duration LONGEST = Duration.ofSeconds(Long.MAX_VALUE);
  private static final String INSERT = "INSERT INTO note VALUES ('one')";

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
  void ofWaiting() {
    alice.setLockWaitTimeout(LONGEST).block(PATIENCE);
    assertThat(run(alice, INSERT).block(PATIENCE)).isEqualTo(1L);

    bob.beginTransaction().block(PATIENCE);
    Mono<Long> waiting = run(alice, INSERT).cache();
    waiting.subscribe();
    bob.rollbackTransaction().block(PATIENCE);
    assertThat(waiting.block(PATIENCE)).isEqualTo(1L);
  }

  /** The writer must not be lost to a statement whose time cannot be counted. */
  @Test
  void ofStatements() {
    alice.setStatementTimeout(LONGEST).block(PATIENCE);
    assertThat(run(alice, INSERT).onErrorReturn(-1L).block(PATIENCE)).isEqualTo(1L);
    assertThat(run(bob, INSERT).block(PATIENCE)).isEqualTo(1L);
  }

  @Test
  void ofWaitingForATransaction() {
    alice
        .beginTransaction(
            new TransactionDefinition() {
              @Override
              @SuppressWarnings("unchecked") // the option's type is that of its value
              public <T> @Nullable T getAttribute(Option<T> option) {
                return option.equals(TransactionDefinition.LOCK_WAIT_TIMEOUT) ? (T) LONGEST : null;
              }
            })
        .block(PATIENCE);
    assertThat(run(alice, INSERT).block(PATIENCE)).isEqualTo(1L);
    alice.commitTransaction().block(PATIENCE);
  }
}
