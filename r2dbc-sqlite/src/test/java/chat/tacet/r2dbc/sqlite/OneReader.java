package chat.tacet.r2dbc.sqlite;

import static chat.tacet.r2dbc.sqlite.Databases.PATIENCE;
import static chat.tacet.r2dbc.sqlite.Databases.connect;
import static chat.tacet.r2dbc.sqlite.Databases.run;

import io.r2dbc.spi.ConnectionFactoryOptions;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * A database that one can read and one can write at a time, with an empty table {@code note}: what
 * Alice holds, Bob waits for.
 */
final class OneReader implements AutoCloseable {

  /** Never ends by itself, so every test that passes has stopped it. */
  static final String ENDLESS =
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n";

  /** Never even gives a first row. */
  static final String SILENT = ENDLESS + " WHERE i < 0";

  final SqliteConnectionFactory factory;
  final SqliteConnection alice;
  final SqliteConnection bob;

  private OneReader(SqliteConnectionFactory factory) {
    this.factory = factory;
    alice = connect(factory);
    bob = connect(factory);
    run(alice, "CREATE TABLE note (text TEXT)").block(PATIENCE);
  }

  static OneReader open(Path directory) {
    return open(directory, options -> {});
  }

  static OneReader open(Path directory, Consumer<ConnectionFactoryOptions.Builder> customizer) {
    return new OneReader(
        Databases.open(
            directory.resolve("one-reader.db"),
            options ->
                customizer.accept(options.option(SqliteConnectionFactoryProvider.READERS, 1))));
  }

  @Override
  public void close() {
    factory.close().block(PATIENCE);
  }
}
