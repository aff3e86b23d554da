package chat.tacet.relay.system;

import chat.tacet.relay.connection.Doorway;
import chat.tacet.relay.limits.RelayLimits;
import chat.tacet.relay.roster.Roster;
import java.time.Duration;
import org.springframework.context.SmartLifecycle;

/**
 * The end of this node: nobody new is let in, and every device is told to connect again, before the
 * web server and Redis go.
 */
final class Farewell implements SmartLifecycle {

  private final Doorway doorway;
  private final Roster roster;
  private final RelayLimits.Connection limits;
  private volatile boolean running;

  Farewell(Doorway doorway, Roster roster, RelayLimits limits) {
    this.doorway = doorway;
    this.roster = roster;
    this.limits = limits.connection();
  }

  @Override
  public void start() {
    running = true;
  }

  @Override
  public void stop(Runnable callback) {
    doorway.shut();
    var leaving = new LeaveTaking(roster.all(), limits);
    Duration window = leaving.window();
    // Twice: once for the answers, once for clients to answer the close.
    Duration atMost = window.plus(limits.drain().multipliedBy(2));
    var _ =
        leaving
            .going()
            .doOnNext(nanos -> {
              if (nanos >= window.toNanos()) {
                // Each time: an upgrade under way may still join.
                roster.all().forEach(leaving::tell);
              }
            })
            // Looked at here and by no timer of its own: that would let the event loops end while
            // a device is being told.
            .takeUntil(nanos -> roster.size() == 0 || nanos >= atMost.toNanos())
            .doFinally(signal -> {
              running = false;
              callback.run();
            })
            .subscribe();
  }

  @Override
  public void stop() {
    throw new UnsupportedOperationException("Spring stops with a callback");
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** Started last and stopped first. */
  @Override
  public int getPhase() {
    return Integer.MAX_VALUE;
  }
}
