package chat.tacet.r2dbc.sqlite.client;

import java.sql.Connection;
import java.sql.SQLException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteOpenMode;

/** Opens SQLite connections with the settings of a database. */
final class HandleOpener {

  private final DatabaseSettings settings;
  private final Access access;

  HandleOpener(DatabaseSettings settings, Access access) {
    this.settings = settings;
    this.access = access;
  }

  Handle open() throws SQLException {
    String url =
        settings.file() == null ? "jdbc:sqlite::memory:" : "jdbc:sqlite:" + settings.file();
    Connection opened = config().createConnection(url);
    SQLiteConnection connection = opened.unwrap(SQLiteConnection.class);
    try {
      // From here on transactions are ours: told so, sqlite-jdbc no longer runs BEGIN and COMMIT
      // around each statement.
      connection.getConnectionConfig().setAutoCommit(false);
      return new Handle(connection);
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  private SQLiteConfig config() {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout((int) settings.busyTimeout().toMillis());
    config.enforceForeignKeys(settings.foreignKeys());
    config.setSynchronous(SQLiteConfig.SynchronousMode.valueOf(settings.synchronous().name()));
    config.setGetGeneratedKeys(false); // would run a second query after every INSERT
    if (access == Access.READ) {
      config.setReadOnly(true);
    } else {
      config.setJournalMode(
          settings.file() == null ? SQLiteConfig.JournalMode.MEMORY : SQLiteConfig.JournalMode.WAL);
    }
    config.setOpenMode(SQLiteOpenMode.NOMUTEX); // each connection is confined to one thread
    return config;
  }
}
