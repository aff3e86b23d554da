package chat.tacet.benchmark.load;

import io.netty.channel.EventLoop;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Sends when a message is due, and counts from then: a late answer delays no question. */
final class Metronome {

  private final EventLoop loop;
  private final List<Flow> flows;
  private final long everyNanos;
  private long dueNanos;
  private int next;
  private boolean running;

  Metronome(EventLoop loop, List<Flow> flows, int perSecond) {
    this.loop = loop;
    this.flows = flows;
    this.everyNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
  }

  void start() {
    running = true;
    dueNanos = System.nanoTime();
    beat();
  }

  void stop() {
    running = false;
  }

  private void beat() {
    if (!running) {
      return;
    }
    while (dueNanos <= System.nanoTime()) {
      flows.get(next++ % flows.size()).send(dueNanos);
      dueNanos += everyNanos;
    }
    var _ = loop.schedule(this::beat, dueNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
  }
}
