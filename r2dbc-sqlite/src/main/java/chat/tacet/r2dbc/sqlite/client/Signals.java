package chat.tacet.r2dbc.sqlite.client;

import java.util.concurrent.Executors;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** The threads on which subscribers get their signals, and the one that watches the time. */
final class Signals {

  /**
   * A virtual thread per burst of signals: cheap when idle, and a subscriber that blocks holds up
   * nobody else. Never shut down, because it holds no resource between signals.
   */
  static final Scheduler SCHEDULER =
      Schedulers.fromExecutorService(
          Executors.newThreadPerTaskExecutor(
              Thread.ofVirtual().name("r2dbc-sqlite-signal-", 0).factory()),
          "r2dbc-sqlite-signal");

  /** Runs only the driver's own short tasks: timeouts of waiting and of idleness. */
  static final Scheduler TIMER = Schedulers.newSingle("r2dbc-sqlite-timer", true);

  private Signals() {}
}
