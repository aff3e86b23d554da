package chat.tacet.kit.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A way to a server on loopback that can fall silent: it takes connections and bytes still, passes
 * nothing on and closes nothing, as if the server's host had vanished.
 */
final class SilentPath implements AutoCloseable {

  private final ServerSocket door;
  private final int port;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  /** A connection that was made under an earlier one stays silent. */
  private final AtomicInteger era = new AtomicInteger();

  private volatile boolean silent;
  private volatile boolean answersAreLost;

  private SilentPath(ServerSocket door, int port) {
    this.door = door;
    this.port = port;
  }

  static SilentPath to(int port) {
    try {
      var path = new SilentPath(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), port);
      Thread.ofVirtual().start(path::accept);
      return path;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return door.getLocalPort();
  }

  void fallSilent() {
    silent = true;
    era.incrementAndGet();
  }

  /** What is said reaches the server, and its answers reach nobody. */
  void loseAnswers() {
    answersAreLost = true;
  }

  /** Connections that are made from now on are served; those from before stay silent. */
  void comeBack() {
    era.incrementAndGet();
    silent = false;
    answersAreLost = false;
  }

  private void accept() {
    try {
      while (true) {
        Socket near = door.accept();
        sockets.add(near);
        Socket far = new Socket(InetAddress.getLoopbackAddress(), port);
        sockets.add(far);
        int mine = era.get();
        Thread.ofVirtual().start(() -> pass(near, far, mine, false));
        Thread.ofVirtual().start(() -> pass(far, near, mine, true));
      }
    } catch (IOException closed) {
      // the end of the test
    }
  }

  private void pass(Socket from, Socket to, int mine, boolean isAnswer) {
    try {
      var bytes = new byte[8192];
      while (true) {
        int count = from.getInputStream().read(bytes);
        boolean heard = mine == era.get() && !silent && !(isAnswer && answersAreLost);
        if (count < 0) {
          if (heard) {
            to.close();
          }
          return;
        }
        if (heard) {
          to.getOutputStream().write(bytes, 0, count);
        }
      }
    } catch (IOException closed) {
      // one side hung up
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
    for (var socket : sockets) {
      socket.close();
    }
  }
}
