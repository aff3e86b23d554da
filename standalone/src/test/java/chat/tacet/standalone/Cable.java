package chat.tacet.standalone;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The network between a device and the server, which may fail as networks do. */
final class Cable implements AutoCloseable {

  private final ServerSocket door;
  private final int port;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private volatile boolean mute;
  private volatile String breaksAt = "";

  Cable(int port) throws IOException {
    this.port = port;
    this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  URI address() {
    return URI.create("http://localhost:" + door.getLocalPort());
  }

  /** From now on the server hears nothing of what the device says; the device hears everything. */
  void losesWhatTheDeviceSays() {
    mute = true;
  }

  /** The connection breaks when the device asks for something that begins so. */
  void losesWhatTheDeviceSays(String path) {
    breaksAt = path;
  }

  /** Every connection breaks. */
  void isPulled() {
    sockets.forEach(Cable::close);
    sockets.clear();
  }

  @Override
  public void close() throws IOException {
    door.close();
    isPulled();
  }

  private void accept() {
    try {
      while (true) {
        Socket device = door.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
        sockets.addAll(List.of(device, server));
        Thread.ofVirtual().start(() -> carry(device, server, true));
        Thread.ofVirtual().start(() -> carry(server, device, false));
      }
    } catch (IOException _) {
      // close() asked for it.
    }
  }

  private void carry(Socket from, Socket to, boolean upwards) {
    byte[] buffer = new byte[8_192];
    try (InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      int length;
      while ((length = in.read(buffer)) >= 0) {
        if (upwards && isBroken(buffer, length)) {
          return;
        }
        if (!upwards || !mute) {
          out.write(buffer, 0, length);
        }
      }
    } catch (IOException _) {
      // One side went away: so does the other.
    } finally {
      close(from);
      close(to);
    }
  }

  private boolean isBroken(byte[] buffer, int length) {
    return !breaksAt.isEmpty()
        && new String(buffer, 0, length, StandardCharsets.ISO_8859_1).contains(" " + breaksAt);
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException _) {
      // It is gone.
    }
  }
}
