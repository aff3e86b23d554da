package chat.tacet.standalone.backup;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;

/**
 * Ends what a backup would bring back to life: logins and personal tokens that were ended since,
 * and signing keys that were withdrawn because they had leaked. Nobody knows any more which.
 */
final class RestoredLogins {

  /** What a sign-out of everybody deletes, and the keys; auth-service makes a new one. */
  private static final List<String> TABLES =
      List.of("login_session", "personal_token", "known_device", "signing_key");

  private RestoredLogins() {}

  /** Of a database that nobody uses; one without these tables stays as it is. */
  static void end(Path file) throws IOException {
    try (var database = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = database.createStatement()) {
      // No companion may lie beside it when it takes its place, and no key in what is free in it.
      statement.execute("PRAGMA journal_mode = DELETE");
      statement.execute("PRAGMA secure_delete = ON");
      database.setAutoCommit(false);
      for (var table : TABLES) {
        if (isThere(table, database)) {
          statement.executeUpdate("DELETE FROM " + table);
        }
      }
      database.commit();
    } catch (SQLException failed) {
      throw new IOException("its logins cannot be ended", failed);
    }
  }

  private static boolean isThere(String table, Connection database) throws SQLException {
    try (var found = database.getMetaData().getTables(null, null, table, null)) {
      return found.next();
    }
  }
}
