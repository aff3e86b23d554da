package chat.tacet.r2dbc.sqlite.client;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;

/**
 * Steps a query as far as rows are requested, and one row further to see the end. Stepping (on the
 * lane) and emitting (on a virtual thread) take turns, so at most one batch of rows is in memory
 * however slow the subscriber is.
 */
final class RowSubscription implements Subscription {

  /** Rows per turn: enough to make the change of threads cheap. */
  private static final int MAX_BATCH_ROWS = 256;

  /**
   * Characters and bytes per turn, so that a batch of large objects stays small. One row may exceed
   * it.
   */
  private static final long MAX_BATCH_SIZE = 1024 * 1024;

  private record Batch(List<RowData> rows, boolean complete) {}

  private final CoreSubscriber<? super RowData> subscriber;
  private final Lease lease;
  private final Query query;
  private final TimeBudget budget;
  private final boolean endsLease;
  private final AtomicLong requested = new AtomicLong();

  /** Set while a batch is being stepped or emitted: there is one turn at a time. */
  private final AtomicBoolean busy = new AtomicBoolean();

  private volatile boolean cancelled;
  private volatile boolean finished;

  /** Touched by the lane's thread only. */
  private @Nullable Cursor cursor;

  RowSubscription(
      CoreSubscriber<? super RowData> subscriber,
      Lease lease,
      Query query,
      TimeBudget budget,
      boolean endsLease) {
    this.subscriber = subscriber;
    this.lease = lease;
    this.query = query;
    this.budget = budget;
    this.endsLease = endsLease;
  }

  /** Bounds the time for which a subscriber that requests nothing holds a lane. */
  void watchIdleness() {
    if (endsLease && !finished && !busy.get()) {
      lease.watchIdleness();
    }
  }

  @Override
  public void request(long n) {
    if (Operators.validate(n)) {
      requested.accumulateAndGet(n, Operators::addCap);
      nextTurn();
    }
  }

  @Override
  public void cancel() {
    if (cancelled) {
      return;
    }
    cancelled = true;
    if (endsLease) {
      lease.end();
    } else {
      lease.close(this::closeQuietly);
    }
  }

  private void nextTurn() {
    if (requested.get() > 0 && !finished && !cancelled && busy.compareAndSet(false, true)) {
      lease.submit(
          this::step,
          budget,
          query.sql(),
          () -> cancelled,
          () -> finished && endsLease,
          new Completion<>() {
            @Override
            public void succeed(Batch batch) {
              Signals.emit(() -> emit(batch));
            }

            @Override
            public void fail(Throwable error) {
              Signals.emit(() -> emit(error));
            }
          });
    }
  }

  private Batch step(Handle handle) throws SQLException {
    Cursor open = cursor;
    if (open == null) {
      finished = true; // holds if opening fails
      open = handle.open(query);
      cursor = open;
    }
    finished = true; // holds if stepping fails: a failed statement cannot go on
    try {
      Batch batch = read(open);
      finished = batch.complete();
      if (!finished) {
        lease.watchIdleness();
      }
      return batch;
    } finally {
      if (finished) {
        open.close();
      }
    }
  }

  private Batch read(Cursor open) throws SQLException {
    long wanted = Math.min(requested.get(), MAX_BATCH_ROWS);
    List<RowData> rows = new ArrayList<>();
    long size = 0;
    while (rows.size() < wanted && size < MAX_BATCH_SIZE && open.hasNext()) {
      RowData row = open.next();
      rows.add(row);
      size += sizeOf(row);
    }
    return new Batch(rows, !open.hasNext());
  }

  private static long sizeOf(RowData row) {
    long size = 0;
    for (@Nullable Object value : row.values()) {
      size +=
          switch (value) {
            case String text -> text.length();
            case byte[] bytes -> bytes.length;
            case null, default -> Long.BYTES;
          };
    }
    return size;
  }

  private void emit(Batch batch) {
    for (RowData row : batch.rows()) {
      if (cancelled) {
        return;
      }
      subscriber.onNext(row);
    }
    if (batch.complete()) {
      if (!cancelled) {
        subscriber.onComplete();
      }
      return;
    }
    requested.accumulateAndGet(
        batch.rows().size(), (now, done) -> now == Long.MAX_VALUE ? now : now - done);
    busy.set(false);
    nextTurn(); // for what was requested meanwhile
  }

  private void emit(Throwable error) {
    finished = true;
    if (endsLease) {
      lease.end();
    }
    if (cancelled) {
      return;
    }
    subscriber.onError(error);
  }

  private void closeQuietly() {
    finished = true;
    if (cursor != null) {
      try {
        cursor.close();
      } catch (SQLException e) {
        // The statement was interrupted: closing it reports that once more, and nobody listens.
        lease.end();
      }
    }
  }
}
