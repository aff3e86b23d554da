package chat.tacet.r2dbc.sqlite.client;

import io.r2dbc.spi.R2dbcException;
import java.time.Duration;
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
  private final Duration timeout;
  private final long deadline;

  LeaseWaiter(LeaseQueue queue, MonoSink<Lease> sink, Duration timeout) {
    this.queue = queue;
    this.sink = sink;
    this.timeout = timeout;
    this.deadline = System.nanoTime() + timeout.toNanos();
  }

  /** Hands over a lane; false if nobody waits any more. */
  boolean grant(Lane lane) {
    Lease granted = queue.lease(lane);
    lease = granted; // visible before the state says so: a cancellation that comes now ends it
    if (!state.compareAndSet(State.WAITING, State.GRANTED)) {
      return false;
    }
    sink.success(granted);
    return true;
  }

  void refuse(R2dbcException error) {
    if (state.compareAndSet(State.WAITING, State.GONE)) {
      Signals.emit(() -> sink.error(error));
    }
  }

  boolean waitsForEver() {
    return timeout.isZero();
  }

  long deadline() {
    return deadline;
  }

  /** Refuses whoever has waited too long; tells whether that was so. */
  boolean expire(long now, Access access) {
    boolean expired = !waitsForEver() && deadline - now <= 0;
    if (expired) {
      refuse(Errors.lockWaitTimeout(access, timeout));
    }
    return expired;
  }

  /** Cancelled by the subscriber, possibly between the grant and its arrival. */
  @Override
  public void dispose() {
    if (state.compareAndSet(State.WAITING, State.GONE)) {
      queue.remove(this);
      return;
    }
    Lease granted = lease;
    if (state.get() == State.GRANTED && granted != null) {
      granted.end();
    }
  }
}
