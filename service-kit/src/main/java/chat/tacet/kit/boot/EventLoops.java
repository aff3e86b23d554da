package chat.tacet.kit.boot;

import io.netty.channel.EventLoopGroup;
import io.netty.util.ResourceLeakDetector;
import java.time.Duration;
import org.springframework.beans.factory.DisposableBean;
import reactor.netty.resources.LoopResources;

/**
 * The event loops of one service. They end after every bean that was given them, so that whatever
 * lives on them can still be closed.
 */
public final class EventLoops implements DisposableBean {

  /**
   * One for each core, since nothing blocks a loop: more of them only take each other's turns, and
   * what comes in together is no longer answered together.
   */
  private static final int COUNT = Runtime.getRuntime().availableProcessors();

  /** Everything graceful has happened when the loops are asked to end; nothing new arrives. */
  private static final Duration QUIET_PERIOD = Duration.ZERO;

  private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(3);

  private final LoopResources resources;

  /** Netty's own name for it. */
  private static final String LEAK_DETECTION = "io.netty.leakDetection.level";

  static {
    // Netty would note where one buffer in 128 was touched: a twentieth of what a relay does. Tests
    // ask for it.
    if (System.getProperty(LEAK_DETECTION) == null) {
      ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
    }
  }

  EventLoops(String name) {
    this.resources = LoopResources.create(name, COUNT, true);
  }

  LoopResources resources() {
    return resources;
  }

  /** The loops of the server's sockets. */
  public EventLoopGroup ofSockets() {
    return resources.onServer(LoopResources.DEFAULT_NATIVE);
  }

  /** How many there are. */
  public int count() {
    return COUNT;
  }

  @Override
  public void destroy() {
    resources.disposeLater(QUIET_PERIOD, SHUTDOWN_TIMEOUT).block(SHUTDOWN_TIMEOUT.multipliedBy(2));
  }
}
