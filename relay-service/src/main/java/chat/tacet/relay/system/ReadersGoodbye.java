package chat.tacet.relay.system;

import chat.tacet.relay.rest.MailboxReading;
import org.springframework.context.SmartLifecycle;

/** The end of this node for readers that wait for mail: they are answered, with nothing. */
final class ReadersGoodbye implements SmartLifecycle {

  private final MailboxReading reading;
  private volatile boolean running;

  ReadersGoodbye(MailboxReading reading) {
    this.reading = reading;
  }

  @Override
  public void start() {
    running = true;
  }

  @Override
  public void stop() {
    reading.sendAllAway();
    running = false;
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** Before the web server, which waits for calls under way. */
  @Override
  public int getPhase() {
    return Integer.MAX_VALUE;
  }
}
