package chat.tacet.benchmark.dialect;

import io.netty.channel.EventLoopGroup;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What one kind of server speaks. */
public interface Dialect {

  /** Length of the content of every message, in bytes. */
  int CONTENT_BYTES = 1024;

  /** Makes these people and the rights they need known to the server, before they connect. */
  void introduce(Iterable<Pair> pairs);

  /**
   * Connects and signs in.
   *
   * @param writesTo where {@link Line#send()} sends to; null for who only listens
   */
  CompletableFuture<Line> connect(
      EventLoopGroup loops, Person person, @Nullable Pair writesTo, Listener listener);
}
