package chat.tacet.r2dbc.sqlite;

import chat.tacet.r2dbc.sqlite.sql.SqlFragment;
import chat.tacet.r2dbc.sqlite.sql.SqlParameters;
import chat.tacet.r2dbc.sqlite.sql.SqlScript;
import io.r2dbc.spi.Batch;
import java.util.ArrayList;
import java.util.List;
import reactor.core.publisher.Flux;

/** Statements without parameters, run one after the other. Not a transaction. */
public final class SqliteBatch implements Batch {

  private final SqliteConnection connection;
  private final List<SqlFragment> fragments = new ArrayList<>();

  SqliteBatch(SqliteConnection connection) {
    this.connection = connection;
  }

  /**
   * Adds one or more statements.
   *
   * @throws IllegalArgumentException if they have parameters
   */
  @Override
  public SqliteBatch add(String sql) {
    SqlScript script = SqlScript.parse(Arguments.requireNonNull(sql, "sql"));
    if (!script.parameters().indexes().isEmpty()) {
      throw new IllegalArgumentException("a batch has no parameters");
    }
    fragments.addAll(script.fragments());
    return this;
  }

  @Override
  public Flux<SqliteResult> execute() {
    return Execution.of(
        connection, List.copyOf(fragments), List.of(new Bindings(SqlParameters.NONE)));
  }
}
