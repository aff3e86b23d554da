package chat.tacet.kit.boot;

import io.netty.channel.ChannelOption;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import reactor.netty.http.server.HttpServer;

/**
 * Bounds how many connections the kernel keeps for a service that has not accepted them yet.
 *
 * <p>Whoever waits there is answered in their turn, however long ago they gave up: with the 4,096
 * that Linux allows, a machine that lets in fewer than 400 a second answers nobody in time once
 * everybody comes back together, and never catches up. Whoever finds the queue full is not heard,
 * and the kernel on their side asks again after one second, and after three, which costs nothing
 * here.
 */
final class AcceptQueue implements NettyServerCustomizer {

  /** At 50 a second, as a busy small machine lets in, the last of them waits five seconds. */
  static final int LONGEST = 256;

  static void register(ConfigurableApplicationContext context) {
    ((GenericApplicationContext) context).registerBean(AcceptQueue.class, AcceptQueue::new);
  }

  @Override
  public HttpServer apply(HttpServer server) {
    return server.option(ChannelOption.SO_BACKLOG, LONGEST);
  }
}
