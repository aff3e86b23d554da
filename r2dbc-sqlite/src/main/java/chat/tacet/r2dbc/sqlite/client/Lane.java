package chat.tacet.r2dbc.sqlite.client;

import java.sql.SQLException;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.util.Logger;
import reactor.util.Loggers;

/**
 * One SQLite connection with the platform thread it is confined to. Tasks run in the order they
 * came. Their number needs no limit here, because only one lease at a time holds the lane and each
 * lease limits its own.
 */
final class Lane {

  private static final Logger LOG = Loggers.getLogger(Lane.class);

  private final ThreadPoolExecutor executor;
  private final HandleOpener opener;
  private final Sinks.Empty<Void> closed = Sinks.empty();
  private volatile boolean closing;

  /**
   * Touched by the lane's thread only. Null until first used and after a failure made it unusable.
   */
  private @Nullable Handle handle;

  Lane(String name, HandleOpener opener) {
    this.opener = opener;
    this.executor =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            // leaving a task takes no lock: it is left by event loops
            new LinkedTransferQueue<>(),
            // daemon: a program that forgot to close its database can still end, nothing
            // acknowledged is lost
            Thread.ofPlatform().daemon().name(name).factory());
    // now, since starting it later would take a lock on a caller's thread
    executor.prestartCoreThread();
  }

  /** Runs a task that never throws; tells whether it will run at all. */
  boolean execute(Runnable task) {
    try {
      executor.execute(task);
      return true;
    } catch (RejectedExecutionException e) {
      return false; // closed
    }
  }

  /** Returns the connection, opening it if need be. On the lane's thread only. */
  Handle handle() throws SQLException {
    Handle open = handle;
    if (open == null) {
      open = opener.open();
      handle = open;
    }
    return open;
  }

  /** Makes the lane ready for the next lease. On the lane's thread only. */
  void reset() {
    if (handle != null) {
      try {
        handle.reset();
      } catch (SQLException | RuntimeException e) {
        // It cannot be trusted any more. Closing it rolls back; the next lease opens a new one.
        discard(e);
      }
    }
  }

  private void discard(Exception reason) {
    try {
      closeHandle();
    } catch (SQLException e) {
      reason.addSuppressed(e);
    }
    LOG.warn("a SQLite connection could not be rolled back and was replaced", reason);
  }

  private void closeHandle() throws SQLException {
    Handle open = handle;
    handle = null;
    if (open != null) {
      open.close();
    }
  }

  boolean isClosing() {
    return closing;
  }

  /** Interrupts what is running, closes the connection and ends the thread. */
  Mono<Void> close() {
    return Mono.defer(() -> {
      closing = true;
      if (execute(this::end)) {
        executor.shutdown();
      }
      return closed.asMono();
    });
  }

  private void end() {
    try {
      closeHandle();
      closed.tryEmitEmpty();
    } catch (SQLException e) {
      closed.tryEmitError(Errors.map(e, null));
    }
  }
}
