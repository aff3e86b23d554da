package chat.tacet.r2dbc.sqlite;

import chat.tacet.r2dbc.sqlite.sql.SqlFragment;
import chat.tacet.r2dbc.sqlite.sql.SqlScript;
import io.r2dbc.spi.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * One or more SQL statements with parameters: {@code $1}, {@code ?1}, {@code ?}, {@code :name},
 * {@code @name}, {@code $name}. They are bound by index (from zero, {@code $1} is index 0) or by
 * name, with or without its prefix.
 */
public final class SqliteStatement implements Statement {

  private final SqliteConnection connection;
  private final SqlScript script;
  private final List<Bindings> added = new ArrayList<>();
  private Bindings current;
  private @Nullable List<String> generatedColumns;

  SqliteStatement(SqliteConnection connection, SqlScript script) {
    this.connection = connection;
    this.script = script;
    this.current = new Bindings(script.parameters());
  }

  @Override
  public SqliteStatement add() {
    current.requireComplete();
    added.add(current);
    current = new Bindings(script.parameters());
    return this;
  }

  @Override
  public SqliteStatement bind(int index, Object value) {
    current.bind(index, value);
    return this;
  }

  @Override
  public SqliteStatement bind(String name, Object value) {
    current.bind(indexOf(name), value);
    return this;
  }

  @Override
  public SqliteStatement bindNull(int index, Class<?> type) {
    current.bindNull(index, type);
    return this;
  }

  @Override
  public SqliteStatement bindNull(String name, Class<?> type) {
    current.bindNull(indexOf(name), type);
    return this;
  }

  private int indexOf(@Nullable String name) {
    return script.parameters().indexOf(Arguments.requireNonNull(name, "name"));
  }

  /**
   * Adds {@code RETURNING} to every change that has none: of the given columns, or of all if none
   * is given.
   */
  @Override
  public SqliteStatement returnGeneratedValues(String... columns) {
    generatedColumns = List.of(Arguments.requireNonNull(columns, "columns"));
    return this;
  }

  /**
   * Runs the statements once for each row of bindings, one after the other.
   *
   * <p>A query runs when its result is consumed; anything else has run when its result is emitted,
   * and its failure is this publisher's failure. A single change with many bindings runs ahead of
   * the demand for its results, by up to 256 bindings; of a failure, those before it are told
   * first.
   *
   * @throws IllegalStateException if a parameter is not bound
   */
  @Override
  public Flux<SqliteResult> execute() {
    return Execution.of(connection, fragments(), allBindings());
  }

  private List<SqlFragment> fragments() {
    List<String> returned = generatedColumns;
    return returned == null
        ? script.fragments()
        : script.fragments().stream().map(fragment -> fragment.withReturning(returned)).toList();
  }

  private List<Bindings> allBindings() {
    if (current.isEmpty() && !added.isEmpty() && !script.parameters().indexes().isEmpty()) {
      throw new IllegalStateException("add() was called, but nothing was bound after it");
    }
    current.requireComplete();
    List<Bindings> all = new ArrayList<>(added);
    all.add(current);
    return all;
  }
}
