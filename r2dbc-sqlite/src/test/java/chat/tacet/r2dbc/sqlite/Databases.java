package chat.tacet.r2dbc.sqlite;

import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.R2dbcTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What the tests need again and again. */
final class Databases {

  /** No test waits longer for anything; all that pass wait a fraction of it. */
  static final Duration PATIENCE = Duration.ofSeconds(20);

  private Databases() {}

  static SqliteConnectionFactory open(Path file) {
    return open(file, options -> {});
  }

  static SqliteConnectionFactory open(
      Path file, Consumer<ConnectionFactoryOptions.Builder> customizer) {
    ConnectionFactoryOptions.Builder builder =
        ConnectionFactoryOptions.builder()
            .option(ConnectionFactoryOptions.DRIVER, SqliteConnectionFactoryProvider.SQLITE_DRIVER)
            .option(ConnectionFactoryOptions.DATABASE, file.toString());
    customizer.accept(builder);
    return (SqliteConnectionFactory) ConnectionFactories.get(builder.build());
  }

  static SqliteConnection connect(SqliteConnectionFactory factory) {
    return factory.create().blockOptional(PATIENCE).orElseThrow();
  }

  /** Runs statements other than queries and returns the number of rows they changed. */
  static Mono<Long> run(SqliteConnection connection, String sql) {
    return connection
        .createStatement(sql)
        .execute()
        .concatMap(SqliteResult::getRowsUpdated)
        .reduce(0L, Long::sum);
  }

  /** Waits until somebody has the writer, so that one more would have to wait. */
  static void awaitWriterBusy(SqliteConnectionFactory factory) {
    SqliteConnection probe = connect(factory);
    probe.setLockWaitTimeout(Duration.ofMillis(1)).block(PATIENCE);
    Mono.defer(probe::beginTransaction)
        .then(Mono.defer(probe::rollbackTransaction))
        .repeat()
        .onErrorComplete(R2dbcTimeoutException.class)
        .blockLast(PATIENCE);
  }

  /** Reads the first column of a query. */
  static <T> Flux<T> query(SqliteConnection connection, String sql, Class<T> type) {
    return connection.createStatement(sql).execute().concatMap(result -> first(result, type));
  }

  private static <T> Flux<T> first(SqliteResult result, Class<T> type) {
    return result.map((row, metadata) -> Objects.requireNonNull(row.get(0, type)));
  }
}
