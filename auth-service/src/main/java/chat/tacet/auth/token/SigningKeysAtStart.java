package chat.tacet.auth.token;

import java.time.Duration;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Makes or reads the signing keys before the first request is taken: nobody signs in without them.
 * The only place that waits; it is on the starting thread.
 */
@Component
class SigningKeysAtStart implements SmartLifecycle {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final SigningKeys keys;
  private volatile boolean running;

  SigningKeysAtStart(SigningKeys keys) {
    this.keys = keys;
  }

  @Override
  public void start() {
    keys.lookAfter().block(PATIENCE);
    running = true;
  }

  @Override
  public void stop() {
    running = false;
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** Before the web server. */
  @Override
  public int getPhase() {
    return 0;
  }
}
