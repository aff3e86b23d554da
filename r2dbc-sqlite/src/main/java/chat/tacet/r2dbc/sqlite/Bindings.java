package chat.tacet.r2dbc.sqlite;

import chat.tacet.r2dbc.sqlite.codecs.Codecs;
import chat.tacet.r2dbc.sqlite.codecs.Lobs;
import chat.tacet.r2dbc.sqlite.sql.SqlParameters;
import io.r2dbc.spi.Parameter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One row of parameter values, encoded when bound so that errors appear where they were made. */
final class Bindings {

  private final SqlParameters parameters;
  private final Map<Integer, @Nullable Object> values = new HashMap<>();

  Bindings(SqlParameters parameters) {
    this.parameters = parameters;
  }

  void bind(int index, @Nullable Object value) {
    Object given = Arguments.requireNonNull(value, "value");
    parameters.checkIndex(index);
    switch (given) {
      case Parameter.Out _ -> throw new IllegalArgumentException("SQLite has no out parameters");
      case Parameter parameter -> {
        Object inner = parameter.getValue();
        values.put(index, inner == null ? null : Codecs.encode(inner));
      }
      default -> values.put(index, Codecs.encode(given));
    }
  }

  void bindNull(int index, @Nullable Class<?> type) {
    Arguments.requireNonNull(type, "type");
    values.put(parameters.checkIndex(index), null);
  }

  boolean isEmpty() {
    return values.isEmpty();
  }

  boolean hasLob() {
    for (@Nullable Object value : values.values()) {
      if (Lobs.isLob(value)) {
        return true;
      }
    }
    return false;
  }

  void requireComplete() {
    for (int index : parameters.indexes()) {
      if (!values.containsKey(index)) {
        throw new IllegalStateException("parameter with index " + index + " is not bound");
      }
    }
  }

  /** Returns the values for a statement's markers. */
  List<@Nullable Object> select(List<Integer> indexes) {
    List<@Nullable Object> selected = new ArrayList<>(indexes.size());
    for (int index : indexes) {
      selected.add(values.get(index));
    }
    return selected;
  }
}
