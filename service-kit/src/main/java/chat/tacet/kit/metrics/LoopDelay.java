package chat.tacet.kit.metrics;

import io.micrometer.core.instrument.Timer;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.client.ReactorResourceFactory;

/**
 * How late event loops are: each is given a small task again and again, and how much later than due
 * it runs is what everybody else's tasks wait, too. Something that blocks a loop shows here first.
 */
final class LoopDelay implements SmartLifecycle {

  private static final long EVERY_MS = 500;

  private final ReactorResourceFactory resources;
  private final Timer delay;
  private final boolean shown;
  private final List<Future<?>> tasks = new ArrayList<>();

  LoopDelay(ReactorResourceFactory resources, Meters meters) {
    this.resources = resources;
    this.shown = meters.areShown();
    this.delay =
        meters.timer("tacet.event.loop.delay", "How late tasks of event loops run, twice a second");
  }

  @Override
  public synchronized void start() {
    if (!shown) {
      return;
    }
    for (EventExecutor loop : resources.getLoopResources().onServer(true)) {
      tasks.add(watch(loop));
    }
  }

  private Future<?> watch(EventExecutor loop) {
    return loop.scheduleWithFixedDelay(new Probe(), EVERY_MS, EVERY_MS, TimeUnit.MILLISECONDS);
  }

  /** Runs on one loop only; each run is due so long after the one before. */
  private final class Probe implements Runnable {

    private long due = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(EVERY_MS);

    @Override
    public void run() {
      long now = System.nanoTime();
      delay.record(Math.max(0, now - due), TimeUnit.NANOSECONDS);
      due = now + TimeUnit.MILLISECONDS.toNanos(EVERY_MS);
    }
  }

  @Override
  public synchronized void stop() {
    tasks.forEach(task -> task.cancel(false));
    tasks.clear();
  }

  @Override
  public synchronized boolean isRunning() {
    return !tasks.isEmpty();
  }
}
