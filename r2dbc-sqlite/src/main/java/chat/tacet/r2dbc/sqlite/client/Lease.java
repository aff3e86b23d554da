package chat.tacet.r2dbc.sqlite.client;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * The exclusive use of a lane, for one statement, one query's rows or one transaction.
 *
 * <p>It always comes to an end: with its last job, by {@link #end}, or because it was idle for too
 * long. What is still open then is rolled back on the lane's own thread, behind everything queued
 * before and ahead of the next lease, so no lease ever sees another's transaction. Jobs that come
 * too late find the lease ended and fail.
 */
public final class Lease {

  /** More statements at a time in one transaction are a fault of the caller's backpressure. */
  static final int MAX_PENDING_JOBS = 1_000;

  private enum State {
    HELD,
    ENDED,
    REVOKED
  }

  private final LeaseQueue home;
  private final Lane lane;
  private final Duration idleTimeout;
  private final AtomicReference<State> state = new AtomicReference<>(State.HELD);
  private final AtomicInteger pendingJobs = new AtomicInteger();
  private final Sinks.Empty<Void> ended = Sinks.empty();
  private final Disposable.Swap idleWatch = Disposables.swap();
  private volatile long lastUsed = System.nanoTime();
  private volatile boolean transactionLost;

  Lease(LeaseQueue home, Lane lane, Duration idleTimeout) {
    this.home = home;
    this.lane = lane;
    this.idleTimeout = idleTimeout;
  }

  /**
   * Begins a transaction, which ends with {@link #commit} or {@link #end}.
   *
   * @param owner takes the lease over as soon as the transaction has begun, before anybody is told,
   *     so that it has an owner even if the subscriber has cancelled meanwhile; answers false if it
   *     does not want it any more
   */
  Mono<Void> begin(Access access, Duration timeout, Predicate<Lease> owner) {
    AtomicBoolean owned = new AtomicBoolean();
    return run(
            handle -> {
              handle.begin(access);
              if (!owner.test(this)) {
                throw Errors.ended();
              }
              owned.set(true);
              watchIdleness();
              return this;
            },
            timeout,
            "BEGIN",
            () -> !owned.get())
        .then();
  }

  /** Commits and ends the lease. If that fails, everything is rolled back. */
  public Mono<Void> commit(Duration timeout) {
    return run(
            handle -> {
              handle.commit();
              return this;
            },
            timeout,
            "COMMIT",
            () -> true)
        .then();
  }

  /** Runs {@code SAVEPOINT}, {@code RELEASE} or {@code ROLLBACK TO} with a name. */
  public Mono<Void> savepoint(Savepoint action, String name, Duration timeout) {
    String sql = action.sql(name);
    return run(
            handle -> {
              handle.execute(sql);
              return this;
            },
            timeout,
            sql,
            () -> false)
        .then();
  }

  /** Runs anything but a query within a transaction. */
  public Mono<Outcome> execute(Query query, Duration timeout) {
    return run(handle -> handle.run(query), timeout, query.sql(), () -> false);
  }

  /** Runs one statement and ends the lease with it. */
  Mono<Outcome> executeOnly(Query query, Duration timeout) {
    return run(handle -> handle.run(query), timeout, query.sql(), () -> true);
  }

  /** Runs a turn of a series within a transaction. */
  public Mono<Turn> executeTurn(
      String sql, List<List<@Nullable Object>> bindings, Duration timeout) {
    return turn(sql, bindings, timeout, () -> false);
  }

  /** Runs a turn of a series and ends the lease with it. */
  Mono<Turn> executeTurnOnly(String sql, List<List<@Nullable Object>> bindings, Duration timeout) {
    return turn(sql, bindings, timeout, () -> true);
  }

  private Mono<Turn> turn(
      String sql, List<List<@Nullable Object>> bindings, Duration timeout, BooleanSupplier last) {
    return Mono.defer(() -> {
      List<Long> changes = new ArrayList<>();
      TimeBudget budget = new TimeBudget(timeout);
      return run(
              handle -> {
                handle.runTurn(sql, bindings, budget, changes);
                return new Turn(changes, null);
              },
              budget,
              sql,
              last)
          .onErrorResume(error -> Mono.just(new Turn(changes, error)));
    });
  }

  /** Reads a query's rows on demand within a transaction. The rows can be subscribed to once. */
  public Flux<RowData> rows(Query query, Duration timeout) {
    return new Rows(this, query, timeout, false);
  }

  /** Reads a query's rows on demand and ends the lease with them. */
  Flux<RowData> rowsOnly(Query query, Duration timeout) {
    return new Rows(this, query, timeout, true);
  }

  /**
   * Ends the lease, rolling back what is open and interrupting what runs. Does nothing the second
   * time.
   */
  public void end() {
    end(State.ENDED);
  }

  /** Completes when the lane has been given back. */
  public Mono<Void> ended() {
    return ended.asMono().publishOn(Signals.SCHEDULER);
  }

  private void end(State how) {
    if (!state.compareAndSet(State.HELD, how)) {
      return;
    }
    if (!lane.execute(this::giveBack)) {
      ended.tryEmitEmpty(); // the lane is closed and has rolled back
    }
  }

  /** Ends the lease after its last job. On the lane's thread only. */
  void finishOnLane() {
    if (state.compareAndSet(State.HELD, State.ENDED)) {
      giveBack();
    }
  }

  private void giveBack() {
    idleWatch.dispose();
    lane.reset();
    home.giveBack(lane);
    ended.tryEmitEmpty();
  }

  private <T> Mono<T> run(
      Work<T> work, Duration timeout, @Nullable String sql, BooleanSupplier last) {
    return run(work, new TimeBudget(timeout), sql, last);
  }

  private <T> Mono<T> run(
      Work<T> work, TimeBudget budget, @Nullable String sql, BooleanSupplier last) {
    return Mono.<T>create(
            sink -> {
              SinkCompletion<T> completion = new SinkCompletion<>(sink);
              sink.onCancel(completion);
              submit(work, budget, sql, completion::isDisposed, last, completion);
            })
        .publishOn(Signals.SCHEDULER);
  }

  /** Enqueues a job. Its completion is called exactly once, unless the job was cancelled before. */
  <T> void submit(
      Work<T> work,
      TimeBudget budget,
      @Nullable String sql,
      BooleanSupplier cancelled,
      BooleanSupplier last,
      Completion<T> completion) {
    if (pendingJobs.incrementAndGet() > MAX_PENDING_JOBS) {
      pendingJobs.decrementAndGet();
      completion.fail(Errors.tooManyStatements(MAX_PENDING_JOBS));
      return;
    }
    if (!lane.execute(new Job<>(this, work, budget, sql, cancelled, last, completion))) {
      pendingJobs.decrementAndGet();
      completion.fail(Errors.closed());
    }
  }

  /** Closes a cursor early. Runs even if the lease has ended, when the cursor is closed already. */
  void close(Runnable onLane) {
    lane.execute(onLane); // a closed lane has closed its cursors
  }

  Lane lane() {
    return lane;
  }

  boolean isHeld() {
    return state.get() == State.HELD && !lane.isClosing();
  }

  /**
   * Refuses a job that comes too late. On the lane's thread, where nothing can come between check
   * and use.
   */
  void checkUsable() {
    if (lane.isClosing()) {
      throw Errors.closed();
    }
    State now = state.get();
    if (now == State.REVOKED) {
      throw Errors.idle(idleTimeout);
    }
    if (now == State.ENDED) {
      throw Errors.ended();
    }
    if (transactionLost) {
      throw Errors.transactionLost();
    }
  }

  void noteLoss(Handle handle) throws SQLException {
    if (handle.inTransaction() && handle.transactionLost()) {
      transactionLost = true;
    }
  }

  void jobDone() {
    lastUsed = System.nanoTime();
    pendingJobs.decrementAndGet();
  }

  /** From now on the lease is revoked when nothing was done with it for the idle timeout. */
  void watchIdleness() {
    if (idleWatch.get() == null) {
      schedule(idleTimeout.toNanos());
    }
  }

  private void schedule(long nanos) {
    // a disposed Swap disposes what it is given: no timer outlives the lease
    idleWatch.update(Signals.TIMER.schedule(this::checkIdleness, nanos, TimeUnit.NANOSECONDS));
  }

  private void checkIdleness() {
    if (state.get() != State.HELD) {
      return;
    }
    long idle = pendingJobs.get() > 0 ? 0 : System.nanoTime() - lastUsed;
    if (idle >= idleTimeout.toNanos()) {
      end(State.REVOKED);
    } else {
      schedule(idleTimeout.toNanos() - idle);
    }
  }
}
