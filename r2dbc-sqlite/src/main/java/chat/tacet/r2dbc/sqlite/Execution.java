package chat.tacet.r2dbc.sqlite;

import chat.tacet.r2dbc.sqlite.client.Query;
import chat.tacet.r2dbc.sqlite.client.RowData;
import chat.tacet.r2dbc.sqlite.codecs.Lobs;
import chat.tacet.r2dbc.sqlite.sql.SqlFragment;
import chat.tacet.r2dbc.sqlite.sql.StatementKind;
import io.r2dbc.spi.R2dbcBadGrammarException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Runs the statements of a script, or of a batch, one after the other. */
final class Execution {

  private Execution() {}

  static Flux<SqliteResult> of(
      SqliteConnection connection, List<SqlFragment> fragments, List<Bindings> bindings) {
    if (fragments.isEmpty()) {
      return Flux.error(new R2dbcBadGrammarException("there is no SQL statement", "42000", 0, ""));
    }
    if (fragments.size() == 1 && bindings.size() == 1) {
      return run(connection, fragments.get(0), bindings.get(0), SqliteResult::of).flux();
    }
    if (fragments.size() == 1 && isSeries(fragments.get(0), bindings)) {
      return Series.of(connection, fragments.get(0), bindings);
    }
    return Flux.fromIterable(bindings)
        .concatMap(
            row ->
                Flux.fromIterable(fragments)
                    .concatMap(fragment -> runInTurn(connection, fragment, row), 0),
            0);
  }

  /** Rows and large objects take memory: then it is one binding at a time. */
  private static boolean isSeries(SqlFragment fragment, List<Bindings> bindings) {
    return fragment.kind() == StatementKind.CHANGE
        && !fragment.returning()
        && bindings.stream().noneMatch(Bindings::hasLob);
  }

  /**
   * Waits, after emitting the result of a query, until its rows have been read: order is what a
   * script promises.
   */
  private static Flux<SqliteResult> runInTurn(
      SqliteConnection connection, SqlFragment fragment, Bindings row) {
    return run(connection, fragment, row, SqliteResult::inTurn)
        .flatMapMany(result ->
            Flux.concat(Mono.just(result), Mono.defer(result::settled).then(Mono.empty())));
  }

  private static Mono<SqliteResult> run(
      SqliteConnection connection,
      SqlFragment fragment,
      Bindings row,
      Function<Flux<RowData>, SqliteResult> query) {
    if (fragment.kind() == StatementKind.TRANSACTION_CONTROL) {
      return Mono.error(
          new R2dbcBadGrammarException(
              "transactions are begun and ended by the connection's methods, not by SQL",
              "42000",
              0,
              fragment.sql()));
    }
    List<@Nullable Object> values = row.select(fragment.parameters());
    return row.hasLob()
        ? Lobs.collect(values).flatMap(collected -> run(connection, fragment, collected, query))
        : run(connection, fragment, values, query);
  }

  private static Mono<SqliteResult> run(
      SqliteConnection connection,
      SqlFragment fragment,
      List<@Nullable Object> values,
      Function<Flux<RowData>, SqliteResult> query) {
    Query statement = new Query(fragment.sql(), values, fragment.kind() == StatementKind.CHANGE);
    return fragment.kind() == StatementKind.QUERY
        ? Mono.fromSupplier(() -> query.apply(connection.rows(statement)))
        : connection
            .execute(statement)
            .map(outcome -> SqliteResult.of(outcome, statement.counted()));
  }
}
