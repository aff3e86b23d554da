package chat.tacet.relay.system;

import chat.tacet.relay.connection.Doorway;
import chat.tacet.relay.limits.RelayLimits;
import chat.tacet.relay.roster.ConnectedDevice;
import chat.tacet.relay.roster.Roster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.context.SmartLifecycle;
import reactor.core.publisher.Flux;

/**
 * The end of this node: nobody new is let in, and every device is told to connect again, once the
 * messages taken from it are answered, before the web server and Redis go. Devices are told one
 * after the other, in no order, over a while that grows with their number: the other nodes, or this
 * one when it is back, have to let them all in.
 */
final class Farewell implements SmartLifecycle {

  private static final Duration LOOK_EVERY = Duration.ofMillis(20);

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
    List<ConnectedDevice> leaving = new ArrayList<>(roster.all());
    Collections.shuffle(leaving);
    Duration window = window(leaving.size());
    var told = new HashSet<ConnectedDevice>();
    long begin = System.nanoTime();
    // Twice: once for the answers, once for clients to answer the close.
    Duration atMost = window.plus(limits.drain().multipliedBy(2));
    var _ =
        Flux.interval(Duration.ZERO, LOOK_EVERY)
            .doOnNext(tick -> sendAway(leaving, told, window, System.nanoTime() - begin))
            // Looked at here and by no timer of its own: that would let the event loops end while
            // a device is being told.
            .takeUntil(tick -> roster.size() == 0 || System.nanoTime() - begin >= atMost.toNanos())
            .doFinally(signal -> {
              running = false;
              callback.run();
            })
            .subscribe();
  }

  private Duration window(int devices) {
    Duration needed = Duration.ofMillis(devices * 1_000L / limits.movedPerSecond());
    return needed.compareTo(limits.moveWithin()) < 0 ? needed : limits.moveWithin();
  }

  private void sendAway(
      List<ConnectedDevice> leaving, Set<ConnectedDevice> told, Duration window, long nanos) {
    if (nanos >= window.toNanos()) {
      // Each time: an upgrade under way may still join.
      roster.all().forEach(device -> retire(device, told));
      return;
    }
    int due = (int) (leaving.size() * nanos / window.toNanos());
    leaving.subList(told.size(), due).forEach(device -> retire(device, told));
  }

  private void retire(ConnectedDevice device, Set<ConnectedDevice> told) {
    if (told.add(device)) {
      device.retire(limits.drain());
    }
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
