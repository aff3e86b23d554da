package chat.tacet.r2dbc.sqlite;

import chat.tacet.r2dbc.sqlite.client.Turn;
import chat.tacet.r2dbc.sqlite.sql.SqlFragment;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SynchronousSink;

/**
 * One change with many bindings. They are run by turns, many in one turn of the writer and each by
 * itself if there is no transaction; the next turn waits until the results of the last were asked
 * for.
 */
final class Series {

  /** Bindings of one turn: enough to make the change of threads cheap. */
  static final int MAX_TURN_BINDINGS = 256;

  private final SqliteConnection connection;
  private final SqlFragment fragment;
  private final List<Bindings> bindings;

  /** How many bindings the change was run with. */
  private int done;

  private Series(SqliteConnection connection, SqlFragment fragment, List<Bindings> bindings) {
    this.connection = connection;
    this.fragment = fragment;
    this.bindings = bindings;
  }

  static Flux<SqliteResult> of(
      SqliteConnection connection, SqlFragment fragment, List<Bindings> bindings) {
    return Flux.defer(() -> {
      Series series = new Series(connection, fragment, bindings);
      return Flux.generate(series::offer).concatMap(series::run, 0);
    });
  }

  /** Gives the bindings of the next turn. It may not come to all of them. */
  private void offer(SynchronousSink<List<List<@Nullable Object>>> sink) {
    if (done == bindings.size()) {
      sink.complete();
      return;
    }
    int end = Math.min(bindings.size(), done + MAX_TURN_BINDINGS);
    sink.next(
        bindings.subList(done, end).stream()
            .map(each -> each.select(fragment.parameters()))
            .toList());
  }

  private Flux<SqliteResult> run(List<List<@Nullable Object>> values) {
    return connection.executeTurn(fragment.sql(), values).flatMapMany(this::results);
  }

  private Flux<SqliteResult> results(Turn turn) {
    done += turn.changes().size();
    Flux<SqliteResult> results = Flux.fromIterable(turn.changes()).map(SqliteResult::of);
    return turn.error() == null ? results : results.concatWith(Flux.error(turn.error()));
  }
}
