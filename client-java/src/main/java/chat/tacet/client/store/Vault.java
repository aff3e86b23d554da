package chat.tacet.client.store;

import chat.tacet.client.failure.StoreException;
import chat.tacet.client.protocol.RefusedException;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.crypto.Randomness;
import chat.tacet.client.protocol.vault.VaultKeys;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The sealed records of an open store, [V-4]. For one thread. */
public final class Vault {

  /** Version of the plaintexts' outer form; each begins with the version of its own. */
  private static final int VERSION = 1;

  private final Connection connection;
  private final VaultKeys keys;
  private final Randomness randomness;
  private final Map<String, PreparedStatement> statements = new HashMap<>();

  Vault(Connection connection, VaultKeys keys, Randomness randomness) {
    this.connection = connection;
    this.keys = keys;
    this.randomness = randomness;
  }

  /** A record and its key. */
  public record Row(Bytes key, Bytes record) {}

  /** In which order a {@link #scan} goes. */
  public enum Order {
    ASCENDING,
    DESCENDING
  }

  /** A key that tells nothing, [V-5]. */
  public Bytes tag(Table table, Bytes name) {
    return keys.nameOf(table.spelling(), name.toArray());
  }

  public Draft draft() {
    return new Draft(this, null);
  }

  public Optional<Bytes> read(Table table, Bytes key) {
    try {
      var statement = statement("SELECT record FROM " + table.spelling() + " WHERE key = ?");
      statement.setBytes(1, key.toArray());
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? Optional.of(open(table, key, row.getBytes(1))) : Optional.empty();
      }
    } catch (SQLException failed) {
      throw StoreFile.failure(failed);
    }
  }

  /**
   * Records whose keys begin with {@code prefix}, in key order, without what a draft has not
   * committed yet.
   */
  public List<Row> scan(Table table, Bytes prefix, Order order, int limit) {
    return scan(table, prefix, Bytes.EMPTY, order, limit);
  }

  /** The same, only with keys beyond {@code after} in that order; from the beginning if empty. */
  public List<Row> scan(Table table, Bytes prefix, Bytes after, Order order, int limit) {
    boolean up = order == Order.ASCENDING;
    Bytes low = up && !after.isEmpty() ? after : prefix;
    Bytes high = !up && !after.isEmpty() ? after : beyond(prefix);
    String sql =
        "SELECT key, record FROM %s WHERE key %s ? AND key < ? ORDER BY key %s LIMIT ?"
            .formatted(table.spelling(), up && !after.isEmpty() ? ">" : ">=", up ? "ASC" : "DESC");
    try {
      var statement = statement(sql);
      statement.setBytes(1, low.toArray());
      statement.setBytes(2, high.toArray());
      statement.setInt(3, limit);
      List<Row> rows = new ArrayList<>();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          Bytes key = Bytes.of(row.getBytes(1));
          rows.add(new Row(key, open(table, key, row.getBytes(2))));
        }
      }
      return rows;
    } catch (SQLException failed) {
      throw StoreFile.failure(failed);
    }
  }

  /** All or nothing, and on the disk when it returns. */
  void commit(Map<Draft.Slot, Optional<Bytes>> changes) {
    if (changes.isEmpty()) {
      return;
    }
    // All cryptography before the transaction opens, [V-9].
    List<Map.Entry<Draft.Slot, Optional<Bytes>>> sealed = new ArrayList<>();
    changes.forEach((slot, record) -> sealed.add(Map.entry(slot, record.map(r -> seal(slot, r)))));
    try {
      connection.setAutoCommit(false);
      try {
        for (var change : sealed) {
          write(change.getKey(), change.getValue());
        }
        connection.commit();
      } catch (SQLException failed) {
        connection.rollback();
        throw failed;
      } finally {
        connection.setAutoCommit(true);
      }
    } catch (SQLException failed) {
      throw StoreFile.failure(failed);
    }
  }

  private void write(Draft.Slot slot, Optional<Bytes> sealed) throws SQLException {
    String table = slot.table().spelling();
    if (sealed.isPresent()) {
      var statement = statement("INSERT OR REPLACE INTO " + table + " VALUES (?, ?)");
      statement.setBytes(1, slot.key().toArray());
      statement.setBytes(2, sealed.get().toArray());
      statement.executeUpdate();
    } else {
      var statement = statement("DELETE FROM " + table + " WHERE key = ?");
      statement.setBytes(1, slot.key().toArray());
      statement.executeUpdate();
    }
  }

  private Bytes seal(Draft.Slot slot, Bytes record) {
    return keys.seal(slot.table().spelling(), slot.key(), VERSION, record.toArray(), randomness);
  }

  private Bytes open(Table table, Bytes key, byte[] sealed) {
    try {
      return Bytes.of(keys.open(table.spelling(), key, VERSION, Bytes.of(sealed)));
    } catch (RefusedException damaged) {
      throw damaged(damaged);
    }
  }

  /** Never written over: a copy of the store may still be good, [V-10]. */
  public static StoreException damaged(RefusedException refused) {
    return new StoreException("the store is damaged: " + refused.code(), refused);
  }

  private PreparedStatement statement(String sql) throws SQLException {
    PreparedStatement statement = statements.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      statements.put(sql, statement);
    }
    return statement;
  }

  /** The first key that is greater than all with this prefix. */
  private static Bytes beyond(Bytes prefix) {
    byte[] bytes = prefix.toArray();
    for (int last = bytes.length - 1; last >= 0; last--) {
      if (bytes[last] != (byte) 0xff) {
        bytes[last]++;
        return Bytes.of(Arrays.copyOf(bytes, last + 1));
      }
    }
    // Longer than any key, and greater.
    byte[] top = new byte[128];
    Arrays.fill(top, (byte) 0xff);
    return Bytes.of(top);
  }
}
