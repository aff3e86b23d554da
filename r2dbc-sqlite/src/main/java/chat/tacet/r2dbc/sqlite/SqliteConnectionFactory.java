package chat.tacet.r2dbc.sqlite;

import chat.tacet.r2dbc.sqlite.client.Database;
import chat.tacet.r2dbc.sqlite.client.DatabaseSettings;
import chat.tacet.r2dbc.sqlite.sql.SqlScripts;
import io.r2dbc.spi.Closeable;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import reactor.core.publisher.Mono;

/**
 * Makes connections to one SQLite database. It owns the database's threads and file handles, so
 * there should be one factory per file, closed at the end. Its connections are cheap: no pool is
 * needed, and one does no harm.
 */
public final class SqliteConnectionFactory implements ConnectionFactory, Closeable {

  private final Database database;
  private final SqlScripts scripts = new SqlScripts();

  SqliteConnectionFactory(DatabaseSettings settings) {
    this.database = new Database(settings);
  }

  /** Emits a connection. The first one opens the database and so may fail. */
  @Override
  public Mono<SqliteConnection> create() {
    return database.open().then(Mono.fromSupplier(() -> new SqliteConnection(database, scripts)));
  }

  @Override
  public ConnectionFactoryMetadata getMetadata() {
    return new SqliteMetadata.OfFactory();
  }

  /**
   * Closes the database: refuses what waits, interrupts what runs, rolls back what is open. What
   * was acknowledged as committed stays.
   */
  @Override
  public Mono<Void> close() {
    return database.close();
  }
}
