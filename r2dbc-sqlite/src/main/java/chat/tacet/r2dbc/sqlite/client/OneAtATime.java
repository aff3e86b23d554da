package chat.tacet.r2dbc.sqlite.client;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * Runs short tasks one after the other without a lock: a thread that finds a task under way leaves
 * its own behind and goes on, and the thread that is at it runs that one too. Tasks run in the
 * order they were left.
 */
final class OneAtATime {

  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicInteger left = new AtomicInteger();

  /** Runs the task now, or has it run by the thread that is running another. */
  void run(Runnable task) {
    tasks.add(task);
    if (left.getAndIncrement() != 0) {
      return;
    }
    do {
      runOne(tasks.remove());
    } while (left.decrementAndGet() != 0);
  }

  /** What one task throws must keep no other from running. */
  private static void runOne(Runnable task) {
    try {
      task.run();
    } catch (Throwable thrown) {
      Operators.onErrorDropped(thrown, Context.empty());
    }
  }
}
