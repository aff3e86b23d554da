package chat.tacet.client.store;

import chat.tacet.client.failure.StoreException;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.crypto.Randomness;
import chat.tacet.client.protocol.vault.VaultKeys;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The SQLite file. One process has it open at a time, and one thread uses it: the operating system
 * lets go of the lock when that process dies, which keeps [V-8] without a generation.
 */
public final class StoreFile implements AutoCloseable {

  private final Connection connection;

  private StoreFile(Connection connection) {
    this.connection = connection;
  }

  /** Opens it, or makes a new one that only its owner can read, and brings it up to date. */
  public static StoreFile open(Path path) {
    makeFile(path);
    Connection connection = null;
    try {
      connection = DriverManager.getConnection("jdbc:sqlite:" + path.toAbsolutePath());
      prepare(connection);
      Migrations.apply(connection);
      return new StoreFile(connection);
    } catch (SQLException | StoreException failed) {
      closeQuietly(connection, failed);
      throw failed instanceof SQLException sql ? failure(sql) : (StoreException) failed;
    }
  }

  /** Whose it is, unless it is new. */
  public Optional<Header> header() {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("SELECT * FROM vault")) {
      return row.next() ? Optional.of(header(row)) : Optional.empty();
    } catch (SQLException failed) {
      throw failure(failed);
    }
  }

  public void putHeader(Header header) {
    try (var statement =
        connection.prepareStatement(
            "INSERT OR REPLACE INTO vault VALUES (1, ?, ?, ?, ?, ?, ?, ?)")) {
      statement.setString(1, header.accountId().toString());
      statement.setString(2, header.deviceId().toString());
      statement.setString(3, header.username());
      statement.setBytes(4, header.salt().toArray());
      statement.setInt(5, header.rounds());
      statement.setBytes(6, header.wrappedRoot().toArray());
      statement.setInt(7, header.registered() ? 1 : 0);
      statement.executeUpdate();
    } catch (SQLException failed) {
      throw failure(failed);
    }
  }

  /** Forgets everything: a sign-up whose username was taken leaves nothing behind. */
  public void erase() {
    try (var statement = connection.createStatement()) {
      // First: without it nothing else counts, should this be interrupted.
      statement.executeUpdate("DELETE FROM vault");
      for (Table table : Table.values()) {
        statement.executeUpdate("DELETE FROM " + table.spelling());
      }
    } catch (SQLException failed) {
      throw failure(failed);
    }
  }

  /** The records, with the keys that open them. Closing the file closes them. */
  public Vault unlock(VaultKeys keys, Randomness randomness) {
    return new Vault(connection, keys, randomness);
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException failed) {
      throw failure(failed);
    }
  }

  static StoreException failure(SQLException cause) {
    boolean locked =
        cause instanceof SQLiteException sqlite
            && (sqlite.getResultCode() == SQLiteErrorCode.SQLITE_BUSY
                || sqlite.getResultCode() == SQLiteErrorCode.SQLITE_LOCKED);
    return new StoreException(
        locked ? "another program uses this store" : "the store cannot be read or written", cause);
  }

  private static Header header(ResultSet row) throws SQLException {
    return new Header(
        UUID.fromString(row.getString("account_id")),
        UUID.fromString(row.getString("device_id")),
        row.getString("username"),
        Bytes.of(row.getBytes("salt")),
        row.getInt("rounds"),
        Bytes.of(row.getBytes("wrapped_root")),
        row.getInt("registered") == 1);
  }

  /**
   * A commit is on the disk before anything is told to the network, hence FULL. What was deleted is
   * overwritten: keys are deleted to be gone.
   */
  private static void prepare(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("PRAGMA locking_mode=EXCLUSIVE");
      statement.execute("PRAGMA busy_timeout=0");
      statement.execute("PRAGMA journal_mode=WAL");
      statement.execute("PRAGMA synchronous=FULL");
      statement.execute("PRAGMA secure_delete=ON");
    }
  }

  private static void makeFile(Path path) {
    try {
      if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        Files.createFile(
            path,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      }
    } catch (FileAlreadyExistsException exists) {
      // Then its owner has chosen who may read it.
    } catch (IOException failed) {
      throw new StoreException("the store cannot be made", failed);
    }
  }

  private static void closeQuietly(@Nullable Connection connection, Exception cause) {
    if (connection != null) {
      try {
        connection.close();
      } catch (SQLException alsoFailed) {
        cause.addSuppressed(alsoFailed);
      }
    }
  }
}
