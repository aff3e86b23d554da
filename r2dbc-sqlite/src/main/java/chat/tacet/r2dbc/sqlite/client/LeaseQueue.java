package chat.tacet.r2dbc.sqlite.client;

import io.r2dbc.spi.R2dbcException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/**
 * Lanes of one kind and those who wait for one, first come first served. Lanes are free only while
 * nobody waits.
 *
 * <p>Callers are event loops, so nobody ever waits for a lock here: changes are made one after the
 * other by whichever thread finds none under way.
 */
final class LeaseQueue {

  private final Access access;
  private final DatabaseSettings settings;
  private final OneAtATime changes = new OneAtATime();

  // Touched by changes only.
  private final Deque<Lane> free;
  private final Deque<LeaseWaiter> waiting = new ArrayDeque<>();
  private boolean closed;

  /**
   * Rings when the first of those who wait has waited too long. Almost nobody does, so there is one
   * for all of them, and it is not put back when somebody is served.
   */
  private @Nullable Disposable alarm;

  /** When it rings, by {@link System#nanoTime}. */
  private long alarmAt;

  LeaseQueue(Access access, DatabaseSettings settings, Collection<Lane> lanes) {
    this.access = access;
    this.settings = settings;
    this.free = new ArrayDeque<>(lanes);
  }

  /**
   * Waits for a lane.
   *
   * <p>The lease is emitted on a lane's thread or that of somebody who asks for one: hand it to
   * jobs, never to a subscriber of the driver's user. Errors are emitted where a subscriber may get
   * them.
   *
   * @param timeout zero to wait for ever
   */
  Mono<Lease> acquire(Duration timeout) {
    return Mono.create(sink -> {
      LeaseWaiter waiter = new LeaseWaiter(this, sink, timeout);
      sink.onCancel(waiter);
      changes.run(() -> admit(waiter));
    });
  }

  private void admit(LeaseWaiter waiter) {
    R2dbcException refusal = refusal();
    if (refusal != null) {
      waiter.refuse(refusal);
      return;
    }
    Lane lane = free.poll();
    if (lane == null) {
      waiting.add(waiter);
      watch(waiter);
    } else if (!waiter.grant(lane)) {
      free.push(lane);
    }
  }

  private void watch(LeaseWaiter waiter) {
    if (!waiter.waitsForEver() && (alarm == null || waiter.deadline() - alarmAt < 0)) {
      stopAlarm();
      alarmAt = waiter.deadline();
      alarm =
          Signals.TIMER.schedule(
              () -> changes.run(this::refuseExpired),
              alarmAt - System.nanoTime(),
              TimeUnit.NANOSECONDS);
    }
  }

  private void refuseExpired() {
    stopAlarm();
    long now = System.nanoTime();
    waiting.removeIf(waiter -> waiter.expire(now, access));
    waiting.forEach(this::watch);
  }

  private void stopAlarm() {
    if (alarm != null) {
      alarm.dispose();
      alarm = null;
    }
  }

  private @Nullable R2dbcException refusal() {
    if (closed) {
      return Errors.closed();
    }
    // only those who must wait are too many
    boolean full = free.isEmpty() && waiting.size() >= settings.maxWaiting();
    return full ? Errors.queueFull(access, settings.maxWaiting()) : null;
  }

  Lease lease(Lane lane) {
    return new Lease(this, lane, settings.idleTimeout());
  }

  /**
   * Passes a lane on to whoever waits longest, or keeps it. The next one who comes gets it before
   * the others: its statements and its thread are warm.
   */
  void giveBack(Lane lane) {
    changes.run(() -> {
      LeaseWaiter next = waiting.poll();
      while (next != null && !next.grant(lane)) {
        next = waiting.poll();
      }
      if (next == null) {
        free.push(lane);
      }
    });
  }

  void remove(LeaseWaiter waiter) {
    changes.run(() -> waiting.remove(waiter));
  }

  /** Refuses everybody who waits and who comes later. */
  void close() {
    changes.run(() -> {
      closed = true;
      stopAlarm();
      List<LeaseWaiter> refused = List.copyOf(waiting);
      waiting.clear();
      refused.forEach(waiter -> waiter.refuse(Errors.closed()));
    });
  }
}
