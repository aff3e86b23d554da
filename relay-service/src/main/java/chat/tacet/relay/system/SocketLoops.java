package chat.tacet.relay.system;

import io.lettuce.core.resource.EventLoopGroupProvider;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutorGroup;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Lets the connections to Redis live on the event loops of the sockets: a message would otherwise
 * wait for two more threads to be woken, and pay for it. They are not Lettuce's to stop, and end
 * after its connections.
 */
public final class SocketLoops implements EventLoopGroupProvider {

  private final EventLoopGroup loops;
  private final int count;

  /**
   * @param count of the loops
   */
  public SocketLoops(EventLoopGroup loops, int count) {
    this.loops = loops;
    this.count = count;
  }

  @Override
  @SuppressWarnings(
      "unchecked") // Lettuce asks for its own kind, and takes any on which it can register
  public <T extends EventLoopGroup> T allocate(Class<T> type) {
    return (T) loops;
  }

  @Override
  public int threadPoolSize() {
    return count;
  }

  @Override
  public Future<Boolean> release(
      EventExecutorGroup group, long quietPeriod, long timeout, TimeUnit unit) {
    return shutdown(quietPeriod, timeout, unit);
  }

  @Override
  public Future<Boolean> shutdown(long quietPeriod, long timeout, TimeUnit unit) {
    return ImmediateEventExecutor.INSTANCE.newSucceededFuture(true);
  }
}
