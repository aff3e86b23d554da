package chat.tacet.r2dbc.sqlite;

import static chat.tacet.r2dbc.sqlite.Databases.PATIENCE;
import static chat.tacet.r2dbc.sqlite.Databases.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.blockhound.BlockingOperationError;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Event loops that use the driver never wait, however many of them come at once. The guard watches
 * all tests of this module; these are about nothing else.
 */
class NonBlockingTest {

  private static final int EVENT_LOOPS = 8;
  private static final int STATEMENTS_EACH = 5_000;

  @TempDir Path directory;

  @Test
  void theGuardIsAwake() {
    assertThatThrownBy(() ->
            Mono.fromRunnable(() -> LockSupport.parkNanos(1_000_000))
                .subscribeOn(Schedulers.parallel())
                .block(PATIENCE))
        .hasRootCauseInstanceOf(BlockingOperationError.class);
  }

  @Test
  void crowdedEventLoopsNeverWaitForEachOther() {
    SqliteConnectionFactory factory = Databases.open(directory.resolve("crowd.db"));
    Scheduler loops = Schedulers.newParallel("event-loop", EVENT_LOOPS);
    Set<String> blocked = ConcurrentHashMap.newKeySet();
    try {
      // Far more than may wait: most are refused, which takes the same way through the queue.
      Long answered =
          Flux.range(0, EVENT_LOOPS)
              .flatMap(loop ->
                  Flux.range(0, STATEMENTS_EACH)
                      .flatMap(i -> outcome(factory, blocked), STATEMENTS_EACH)
                      .subscribeOn(loops))
              .count()
              .block(PATIENCE);

      assertThat(blocked).isEmpty();
      assertThat(answered).isEqualTo(EVENT_LOOPS * STATEMENTS_EACH);
    } finally {
      loops.dispose();
      factory.close().block(PATIENCE);
    }
  }

  private static Mono<String> outcome(SqliteConnectionFactory factory, Set<String> blocked) {
    return factory
        .create()
        .flatMap(connection -> query(connection, "SELECT 1", Integer.class).single())
        .map(String::valueOf)
        .doOnError(BlockingOperationError.class, e -> blocked.add(e.getMessage()))
        .onErrorReturn("refused");
  }
}
