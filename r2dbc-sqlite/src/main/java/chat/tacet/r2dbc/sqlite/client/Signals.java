package chat.tacet.r2dbc.sqlite.client;

import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.Context;

/** The threads on which subscribers get their signals, and the one that watches the time. */
final class Signals {

  private static final String NAME = "r2dbc-sqlite-signal";

  /**
   * A virtual thread per burst of signals: cheap when idle, and a subscriber that blocks holds up
   * nobody else.
   */
  private static final ThreadFactory THREADS = Thread.ofVirtual().name(NAME).factory();

  /** The same for operators. Never shut down, because it holds no resource between signals. */
  static final Scheduler SCHEDULER =
      Schedulers.fromExecutorService(Executors.newThreadPerTaskExecutor(THREADS), NAME);

  /** Runs only the driver's own short tasks: timeouts of waiting and of idleness. */
  static final Scheduler TIMER = Schedulers.newSingle("r2dbc-sqlite-timer", true);

  private Signals() {}

  /** Emits without the bookkeeping of a scheduler, whose tasks could be cancelled. */
  static void emit(Runnable signals) {
    Runnable decorated = Schedulers.onSchedule(signals);
    THREADS
        .newThread(() -> {
          try {
            decorated.run();
          } catch (Throwable thrown) {
            Operators.onErrorDropped(thrown, Context.empty());
          }
        })
        .start();
  }
}
