package chat.tacet.r2dbc.sqlite.client;

import java.sql.SQLException;

/** Something done on a lane's thread with its SQLite connection. */
@FunctionalInterface
interface Work<T> {

  T run(Handle handle) throws SQLException;
}
