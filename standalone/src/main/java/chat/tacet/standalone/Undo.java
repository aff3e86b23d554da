package chat.tacet.standalone;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What has to be stopped, last started first. Ctrl-C may come in the middle of a start: what is
 * added after that is stopped at once.
 */
final class Undo {

  private final Deque<Runnable> steps = new ArrayDeque<>();
  private boolean undone;

  /** Remembers how to undo what was just done. */
  void add(Runnable step) {
    synchronized (this) {
      if (!undone) {
        steps.push(step);
        return;
      }
    }
    step.run();
    throw new IllegalStateException("stopping");
  }

  /** Whether everything is being stopped on purpose. */
  synchronized boolean isRunning() {
    return undone;
  }

  /** Undoes everything, whatever one of the steps throws. */
  void run() {
    synchronized (this) {
      undone = true;
    }
    for (Runnable step : steps) {
      try {
        step.run();
      } catch (RuntimeException failed) {
        System.err.println("tacet: while stopping: " + failed.getClass().getSimpleName());
      }
    }
    steps.clear();
  }
}
