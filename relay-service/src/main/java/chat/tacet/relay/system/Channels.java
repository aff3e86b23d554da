package chat.tacet.relay.system;

import chat.tacet.relay.redis.Bytes;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Listens to channels of Redis. Messages may be lost; whoever listens must manage without. */
final class Channels extends RedisPubSubAdapter<byte[], byte[]> implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(Channels.class);

  private final StatefulRedisPubSubConnection<byte[], byte[]> connection;
  private final Map<String, Consumer<byte[]>> handlers;
  private final Runnable begun;
  private volatile boolean running;

  /**
   * @param begun runs when a channel is listened to from now on: also after the connection broke,
   *     when messages may have been missed
   */
  Channels(
      StatefulRedisPubSubConnection<byte[], byte[]> connection,
      Map<String, Consumer<byte[]>> handlers,
      Runnable begun) {
    this.connection = connection;
    this.handlers = Map.copyOf(handlers);
    this.begun = begun;
  }

  @Override
  public void subscribed(byte[] channel, long count) {
    begun.run();
  }

  @Override
  public void message(byte[] channel, byte[] message) {
    Consumer<byte[]> handler = handlers.get(Bytes.text(channel));
    if (handler == null) {
      return;
    }
    try {
      handler.accept(message);
    } catch (RuntimeException e) {
      // One bad message must not end the listening.
      log.warn("a message on a channel could not be handled: {}", e.getClass().getSimpleName());
    }
  }

  @Override
  public void start() {
    connection.addListener(this);
    byte[][] channels = handlers.keySet().stream().map(Bytes::of).toArray(byte[][]::new);
    // Before the first socket is accepted; Lettuce subscribes again after each reconnect.
    connection.sync().subscribe(channels);
    running = true;
  }

  @Override
  public void stop() {
    running = false;
    connection.removeListener(this);
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** Before the web server starts, after it stops. */
  @Override
  public int getPhase() {
    return 0;
  }
}
