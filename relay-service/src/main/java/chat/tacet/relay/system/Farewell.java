package chat.tacet.relay.system;

import chat.tacet.relay.connection.Doorway;
import chat.tacet.relay.limits.RelayLimits;
import chat.tacet.relay.roster.Roster;
import java.time.Duration;
import org.springframework.context.SmartLifecycle;
import reactor.core.publisher.Flux;

/**
 * The end of this node: nobody new is let in, messages taken are answered, and every device is told
 * to connect again, before the web server and Redis go.
 */
final class Farewell implements SmartLifecycle {

  private static final Duration LOOK_EVERY = Duration.ofMillis(20);

  private final Doorway doorway;
  private final Roster roster;
  private final Duration drain;
  private volatile boolean running;

  Farewell(Doorway doorway, Roster roster, RelayLimits limits) {
    this.doorway = doorway;
    this.roster = roster;
    this.drain = limits.connection().drain();
  }

  @Override
  public void start() {
    running = true;
  }

  @Override
  public void stop(Runnable callback) {
    doorway.shut();
    // Twice: once for the answers, once for clients to answer the close.
    var _ =
        Flux.interval(Duration.ZERO, LOOK_EVERY)
            // Each time: an upgrade under way may still join.
            .doOnNext(tick -> roster.all().forEach(device -> device.retire(drain)))
            .takeUntil(tick -> roster.size() == 0)
            .take(drain.multipliedBy(2))
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
