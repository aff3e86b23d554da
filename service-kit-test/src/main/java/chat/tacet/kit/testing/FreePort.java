package chat.tacet.kit.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports on loopback that nobody listens on at the moment of asking. None of them is one that Linux
 * gives to connections that go out: on a busy machine it may take half a minute until the program
 * that it was found for listens there.
 */
public final class FreePort {

  private static final int FIRST = 12_000;
  private static final int FIRST_OUTGOING = 32_768;
  private static final int ATTEMPTS = 200;

  private FreePort() {}

  /** Another program may take it before it is used: whoever starts something there says so. */
  public static int find() {
    IOException why = new IOException("none was tried");
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, FIRST_OUTGOING);
      try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return port;
      } catch (IOException taken) {
        why = taken;
      }
    }
    throw new UncheckedIOException(why);
  }
}
