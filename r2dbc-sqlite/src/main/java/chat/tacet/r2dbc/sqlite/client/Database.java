package chat.tacet.r2dbc.sqlite.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** One SQLite database with its lanes. Connections and threads are made when first needed. */
public final class Database {

  private static final AtomicInteger COUNTER = new AtomicInteger();

  private final DatabaseSettings settings;
  private final Lane writer;
  private final List<Lane> readers;
  private final LeaseQueue writerQueue;
  private final LeaseQueue readerQueue;

  /** Empty until the database was opened. */
  private volatile String version = "";

  public Database(DatabaseSettings settings) {
    this.settings = settings;
    String name = "r2dbc-sqlite-" + COUNTER.incrementAndGet();
    this.writer = new Lane(name + "-writer", new HandleOpener(settings, Access.WRITE));
    this.writerQueue = new LeaseQueue(Access.WRITE, settings, List.of(writer));
    this.readers = new ArrayList<>();
    // a database in memory exists in one connection only, so the writer reads as well
    if (settings.file() != null) {
      for (int i = 1; i <= settings.readers(); i++) {
        readers.add(new Lane(name + "-reader-" + i, new HandleOpener(settings, Access.READ)));
      }
    }
    this.readerQueue =
        readers.isEmpty() ? writerQueue : new LeaseQueue(Access.READ, settings, readers);
  }

  public DatabaseSettings settings() {
    return settings;
  }

  /** Opens the database, creating the file if it is missing. Readers could not do that. */
  public Mono<Void> open() {
    return Mono.defer(() -> {
      if (!version.isEmpty()) {
        return Mono.empty();
      }
      // reading the schema shows whether the file is a database at all
      Query ping =
          new Query(
              "SELECT sqlite_version(), (SELECT count(*) FROM sqlite_schema)", List.of(), false);
      return execute(ping, settings.lockWaitTimeout(), settings.statementTimeout())
          .doOnNext(outcome -> version = String.valueOf(outcome.rows().get(0).values().get(0)))
          .then();
    });
  }

  /** Returns SQLite's version, once the database was opened. */
  public String version() {
    return version;
  }

  /**
   * Begins a transaction. Reading transactions see the database as it is now.
   *
   * @param owner takes over the lease once the transaction has begun; answers false if it does not
   *     want it any more. It is called on a lane's thread.
   */
  public Mono<Void> begin(
      Access access, Duration lockWaitTimeout, Duration statementTimeout, Predicate<Lease> owner) {
    return queue(access)
        .acquire(lockWaitTimeout)
        .flatMap(lease -> lease.begin(access, statementTimeout, owner));
  }

  /**
   * Runs anything but a query on the writer in auto-commit mode; when it completes, it is durable.
   */
  public Mono<Outcome> execute(Query query, Duration lockWaitTimeout, Duration statementTimeout) {
    return writerQueue
        .acquire(lockWaitTimeout)
        .flatMap(lease -> lease.executeOnly(query, statementTimeout));
  }

  /**
   * Runs a change with the first of the bindings, as many as fit in one turn, on the writer in
   * auto-commit mode: what the turn tells is durable.
   */
  public Mono<Turn> executeTurn(
      String sql,
      List<List<@Nullable Object>> bindings,
      Duration lockWaitTimeout,
      Duration statementTimeout) {
    return writerQueue
        .acquire(lockWaitTimeout)
        .flatMap(lease -> lease.executeTurnOnly(sql, bindings, statementTimeout));
  }

  /** Reads a query's rows on demand in auto-commit mode. */
  public Flux<RowData> rows(Query query, Duration lockWaitTimeout, Duration statementTimeout) {
    return readerQueue
        .acquire(lockWaitTimeout)
        .flatMapMany(lease -> lease.rowsOnly(query, statementTimeout));
  }

  /** Refuses what waits, interrupts what runs, rolls back what is open, and closes the file. */
  public Mono<Void> close() {
    return Mono.defer(
            () -> {
              readerQueue.close();
              writerQueue.close();
              // the writer last: then it can move the write-ahead log into the file and remove it
              return Flux.fromIterable(readers).flatMap(Lane::close).then(writer.close());
            })
        .publishOn(Signals.SCHEDULER);
  }

  private LeaseQueue queue(Access access) {
    return access == Access.WRITE ? writerQueue : readerQueue;
  }
}
