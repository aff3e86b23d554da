package chat.tacet.r2dbc.sqlite;

import chat.tacet.r2dbc.sqlite.client.Outcome;
import chat.tacet.r2dbc.sqlite.client.RowData;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.RowMetadata;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * The result of one statement: rows, then the number of changed rows if it changes any. It can be
 * consumed once.
 */
public final class SqliteResult implements Result {

  private record RowOf(Row row) implements RowSegment {}

  private record Count(long value) implements UpdateCount {}

  private final Flux<Segment> segments;
  private final Mono<Long> rowsUpdated;
  private final Mono<Void> settled;

  private SqliteResult(Flux<Segment> segments, Mono<Void> settled) {
    this(segments, sum(segments), settled);
  }

  private SqliteResult(Flux<Segment> segments, Mono<Long> rowsUpdated, Mono<Void> settled) {
    this.segments = segments;
    this.rowsUpdated = rowsUpdated;
    this.settled = settled;
  }

  /** A query, which runs when the result is consumed. */
  static SqliteResult of(Flux<RowData> rows) {
    return new SqliteResult(once(rowSegments(rows), new AtomicBoolean()), Mono.empty());
  }

  /** The same for one of several, which can tell the next one when it is its turn. */
  static SqliteResult inTurn(Flux<RowData> rows) {
    AtomicBoolean consumed = new AtomicBoolean();
    Sinks.Empty<Void> done = Sinks.empty();
    return new SqliteResult(
        once(rowSegments(rows), consumed).doFinally(signal -> done.tryEmitEmpty()),
        Mono.defer(() -> consumed.get() ? done.asMono() : Mono.empty()));
  }

  /** Anything else, which has run already. */
  static SqliteResult of(Outcome outcome, boolean counted) {
    if (counted && outcome.rows().isEmpty()) {
      return of(outcome.changes());
    }
    Flux<Segment> rows = rowSegments(Flux.fromIterable(outcome.rows()));
    Flux<Segment> all = counted ? rows.concatWith(Mono.just(new Count(outcome.changes()))) : rows;
    return new SqliteResult(once(all, new AtomicBoolean()), Mono.empty());
  }

  /** A change that returned no rows. */
  static SqliteResult of(long changes) {
    AtomicBoolean consumed = new AtomicBoolean();
    // there are many of these: a plain value takes operators far less work than a stream of one
    Mono<Long> rowsUpdated =
        Mono.fromSupplier(() -> {
          if (!consumed.compareAndSet(false, true)) {
            throw alreadyConsumed();
          }
          return changes;
        });
    return new SqliteResult(
        once(Flux.just(new Count(changes)), consumed), rowsUpdated, Mono.empty());
  }

  private static Flux<Segment> once(Flux<Segment> segments, AtomicBoolean consumed) {
    return Flux.defer(
        () -> consumed.compareAndSet(false, true) ? segments : Flux.error(alreadyConsumed()));
  }

  private static Flux<Segment> rowSegments(Flux<RowData> rows) {
    SqliteRowMetadata.Cache metadata = new SqliteRowMetadata.Cache();
    return rows.map(row -> new RowOf(new SqliteRow(metadata.of(row.columns()), row.values())));
  }

  private static IllegalStateException alreadyConsumed() {
    return new IllegalStateException("the result has already been consumed");
  }

  /** Completes when a consumer that has begun is done; at once if nobody has begun. */
  Mono<Void> settled() {
    return settled;
  }

  /** Emits the number of changed rows; empty for statements that do not change rows. */
  @Override
  public Mono<Long> getRowsUpdated() {
    return rowsUpdated;
  }

  private static Mono<Long> sum(Flux<Segment> segments) {
    return segments
        .<Long>handle((segment, sink) -> {
          if (segment instanceof UpdateCount count) {
            sink.next(count.value());
          }
        })
        .reduce(Long::sum);
  }

  @Override
  public <T> Flux<T> map(BiFunction<Row, RowMetadata, ? extends T> mappingFunction) {
    Arguments.requireNonNull(mappingFunction, "mappingFunction");
    return segments.handle((segment, sink) -> {
      if (segment instanceof RowSegment found) {
        sink.next(mappingFunction.apply(found.row(), found.row().getMetadata()));
      }
    });
  }

  @Override
  public SqliteResult filter(Predicate<Segment> filter) {
    Arguments.requireNonNull(filter, "filter");
    return new SqliteResult(segments.filter(filter), settled);
  }

  @Override
  public <T> Flux<T> flatMap(Function<Segment, ? extends Publisher<? extends T>> mappingFunction) {
    Arguments.requireNonNull(mappingFunction, "mappingFunction");
    return segments.concatMap(mappingFunction, 0);
  }
}
