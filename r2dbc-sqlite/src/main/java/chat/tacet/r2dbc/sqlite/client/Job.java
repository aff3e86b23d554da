package chat.tacet.r2dbc.sqlite.client;

import io.r2dbc.spi.R2dbcException;
import java.sql.SQLException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One piece of work of a lease, run once on the lane's thread.
 *
 * @param lease on whose behalf
 * @param work what to do
 * @param budget the time it may take
 * @param sql for error messages
 * @param cancelled whether nobody waits for it any more: then it does not start, or is interrupted
 * @param last asked after the work whether the lease ends with it, whatever came of it
 * @param completion told the result, after the lease was given back if it was the last job
 */
record Job<T>(
    Lease lease,
    Work<T> work,
    TimeBudget budget,
    @Nullable String sql,
    BooleanSupplier cancelled,
    BooleanSupplier last,
    Completion<T> completion)
    implements Runnable {

  @Override
  public void run() {
    Runnable signal;
    try {
      T value = perform();
      signal = () -> completion.succeed(value);
    } catch (SQLException e) {
      R2dbcException error = translate(e);
      signal = () -> completion.fail(error);
    } catch (RuntimeException | Error e) {
      // Also Errors, since nobody else would pass them on: the native library is missing, a row
      // exceeds the heap.
      signal = () -> completion.fail(e);
    }
    lease.jobDone();
    if (last.getAsBoolean()) {
      lease.finishOnLane();
    }
    signal.run();
  }

  private T perform() throws SQLException {
    lease.checkUsable();
    Handle handle = lease.lane().handle();
    budget.start();
    handle.stopWhen(this::mustStop);
    try {
      if (mustStop()) {
        throw Errors.ended();
      }
      return work.run(handle);
    } catch (SQLException | R2dbcException e) {
      handle.stopWhen(() -> false); // the question below must not be interrupted as well
      lease.noteLoss(handle);
      throw e;
    } finally {
      handle.stopWhen(() -> false);
      budget.stop();
    }
  }

  private boolean mustStop() {
    return cancelled.getAsBoolean() || !lease.isHeld() || budget.exceeds();
  }

  private R2dbcException translate(SQLException error) {
    return budget.wasExceeded() ? Errors.statementTimeout(sql, error) : Errors.map(error, sql);
  }
}
