package chat.tacet.kit.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

/** Everybody comes at once, and the server has no time for anybody. */
class AcceptQueueTest {

  /** Above what a loopback connection takes, below the kernel's first repetition. */
  private static final int AT_ONCE_MILLIS = 500;

  private static final int EVERYBODY = 2 * AcceptQueue.LONGEST;

  @Test
  void noMoreWaitThanAreAnsweredInTime() throws Exception {
    var loops = LoopResources.create("one", 1, true);
    var server =
        new AcceptQueue()
            .apply(HttpServer.create())
            .host("127.0.0.1")
            .port(0)
            .runOn(loops)
            .bindNow();
    var busy = new CountDownLatch(1);
    var begun = new CountDownLatch(1);
    var waiting = new ArrayList<Socket>();
    try {
      loops.onServer(LoopResources.DEFAULT_NATIVE).execute(() -> waits(begun, busy));
      begun.await();
      int heard = heard((InetSocketAddress) server.address(), waiting);
      int longest = Math.min(AcceptQueue.LONGEST, longestHere());
      // The kernel keeps one more than it was told.
      assertThat(heard).isBetween(longest, longest + 1);
    } finally {
      busy.countDown();
      for (var socket : waiting) {
        socket.close();
      }
      server.disposeNow();
      loops.disposeLater().block();
    }
  }

  private static int longestHere() throws IOException {
    // By lines: what is read byte by byte ends after the first there.
    return Integer.parseInt(
        Files.readAllLines(Path.of("/proc/sys/net/core/somaxconn")).getFirst().strip());
  }

  private static void waits(CountDownLatch begun, CountDownLatch busy) {
    begun.countDown();
    try {
      busy.await();
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  /** How many are connected before the first one finds no place. */
  private static int heard(InetSocketAddress server, List<Socket> waiting) throws IOException {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getPort());
    for (int count = 0; count < EVERYBODY; count++) {
      var socket = new Socket();
      waiting.add(socket);
      try {
        socket.connect(address, AT_ONCE_MILLIS);
      } catch (SocketTimeoutException full) {
        return count;
      }
    }
    return EVERYBODY;
  }
}
