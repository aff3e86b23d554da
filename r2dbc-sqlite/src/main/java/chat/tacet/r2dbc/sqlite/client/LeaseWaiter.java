package chat.tacet.r2dbc.sqlite.client;

import io.r2dbc.spi.R2dbcException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.MonoSink;

/** Somebody waiting for a lease. Exactly one of grant, refusal and cancellation wins. */
final class LeaseWaiter implements Disposable {

  private enum State {
    WAITING,
    GRANTED,
    GONE
  }

  private final LeaseQueue queue;
  private final MonoSink<Lease> sink;
  private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
  private volatile @Nullable Lease lease;
  private volatile @Nullable Disposable timer;

  LeaseWaiter(LeaseQueue queue, MonoSink<Lease> sink) {
    this.queue = queue;
    this.sink = sink;
  }

  /** Hands over a lane; false if nobody waits any more. */
  boolean grant(Lane lane) {
    Lease granted = queue.lease(lane);
    lease = granted; // visible before the state says so: a cancellation that comes now ends it
    if (!state.compareAndSet(State.WAITING, State.GRANTED)) {
      return false;
    }
    stopTimer();
    sink.success(granted);
    return true;
  }

  void refuse(R2dbcException error) {
    if (state.compareAndSet(State.WAITING, State.GONE)) {
      stopTimer();
      Signals.SCHEDULER.schedule(() -> sink.error(error));
    }
  }

  void expireAfter(Duration timeout, R2dbcException error) {
    if (timeout.isZero()) {
      return;
    }
    timer =
        Signals.TIMER.schedule(
            () -> {
              queue.remove(this);
              refuse(error);
            },
            timeout.toNanos(),
            TimeUnit.NANOSECONDS);
    if (state.get() != State.WAITING) {
      stopTimer(); // granted before there was a timer to stop
    }
  }

  /** Cancelled by the subscriber, possibly between the grant and its arrival. */
  @Override
  public void dispose() {
    if (state.compareAndSet(State.WAITING, State.GONE)) {
      stopTimer();
      queue.remove(this);
      return;
    }
    Lease granted = lease;
    if (state.get() == State.GRANTED && granted != null) {
      granted.end();
    }
  }

  private void stopTimer() {
    Disposable running = timer;
    if (running != null) {
      running.dispose();
    }
  }
}
