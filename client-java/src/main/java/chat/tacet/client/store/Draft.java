package chat.tacet.client.store;

import chat.tacet.client.protocol.RefusedException;
import chat.tacet.client.protocol.bytes.ByteReader;
import chat.tacet.client.protocol.bytes.ByteWriter;
import chat.tacet.client.protocol.bytes.Bytes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A logical step in the making: reads see its own writes, and nothing is kept before {@link
 * #commit}. Dropping it undoes it.
 */
public final class Draft {

  private final Vault vault;
  private final @Nullable Draft outer;
  private final Map<Slot, Optional<Bytes>> changes = new LinkedHashMap<>();

  Draft(Vault vault, @Nullable Draft outer) {
    this.vault = vault;
    this.outer = outer;
  }

  /** A step within this one: it sees what this one would change, and commits into it. */
  public Draft nested() {
    return new Draft(vault, this);
  }

  record Slot(Table table, Bytes key) {}

  public Bytes tag(Table table, Bytes name) {
    return vault.tag(table, name);
  }

  public Optional<Bytes> read(Table table, Bytes key) {
    Optional<Bytes> changed = changes.get(new Slot(table, key));
    if (changed != null) {
      return changed;
    }
    return outer != null ? outer.read(table, key) : vault.read(table, key);
  }

  public <T> Optional<T> read(Table table, Bytes key, Form<T> form) {
    return read(table, key).map(bytes -> Form.read(form, table, bytes));
  }

  public void put(Table table, Bytes key, Bytes record) {
    changes.put(new Slot(table, key), Optional.of(record));
  }

  public <T> void put(Table table, Bytes key, Form<T> form, T record) {
    var writer = new ByteWriter();
    form.write(writer, record);
    put(table, key, writer.toBytes());
  }

  public void delete(Table table, Bytes key) {
    changes.put(new Slot(table, key), Optional.empty());
  }

  public boolean isEmpty() {
    return changes.isEmpty();
  }

  /** All or nothing, and on the disk when it returns. The draft is empty then. */
  public void commit() {
    if (outer != null) {
      outer.changes.putAll(changes);
    } else {
      vault.commit(changes);
    }
    changes.clear();
  }

  /** How a record is written. Every form begins with its version. */
  public interface Form<T> {

    void write(ByteWriter out, T record);

    T read(ByteReader in);

    static <T> T read(Form<T> form, Table table, Bytes bytes) {
      try {
        var reader = new ByteReader(bytes, table.spelling());
        T record = form.read(reader);
        reader.end();
        return record;
      } catch (RefusedException damaged) {
        throw Vault.damaged(damaged);
      }
    }
  }
}
