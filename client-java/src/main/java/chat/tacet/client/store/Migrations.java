package chat.tacet.client.store;

import chat.tacet.client.failure.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Brings a file up to date, forward only, [V-10]. Its version is SQLite's {@code user_version}. */
final class Migrations {

  /** One step. Once released it never changes. */
  interface Migration {
    List<String> statements();
  }

  private static final List<Migration> ALL = List.of(new V1Begin());

  private Migrations() {}

  static void apply(Connection connection) throws SQLException {
    int version = version(connection);
    if (version > ALL.size()) {
      throw new StoreException("the store was written by a newer version: update", null);
    }
    for (; version < ALL.size(); version++) {
      step(connection, ALL.get(version), version + 1);
    }
  }

  private static void step(Connection connection, Migration migration, int version)
      throws SQLException {
    connection.setAutoCommit(false);
    try (var statement = connection.createStatement()) {
      for (String sql : migration.statements()) {
        statement.executeUpdate(sql);
      }
      statement.executeUpdate("PRAGMA user_version=" + version);
      connection.commit();
    } catch (SQLException failed) {
      connection.rollback();
      throw failed;
    } finally {
      connection.setAutoCommit(true);
    }
  }

  private static int version(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("PRAGMA user_version")) {
      return row.getInt(1);
    }
  }
}
