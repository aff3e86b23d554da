package chat.tacet.standalone.port;

import chat.tacet.kit.boot.StartRefusedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * Ports on loopback on which nobody listens. None of them is one that Linux gives to connections
 * that go out, where it is not told otherwise ({@code net.ipv4.ip_local_port_range}): on a slow
 * machine such a connection takes the port before the service that it was chosen for comes to
 * listen, and a client that knocks while its server is away is connected to itself.
 */
public final class LoopbackPort {

  private static final int FIRST = 12_000;
  private static final int FIRST_OUTGOING = 32_768;

  /** Where all of these are taken, more would be too. */
  private static final int ATTEMPTS = 200;

  private LoopbackPort() {}

  /**
   * Chooses one.
   *
   * @throws StartRefusedException if none is found
   */
  public static int choose() {
    IOException why = new IOException("none was tried");
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, FIRST_OUTGOING);
      try (var _ = new ServerSocket(port, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
        return port;
      } catch (IOException taken) {
        why = taken;
      }
    }
    throw new StartRefusedException(
        "No port on 127.0.0.1 between %d and %d is free.".formatted(FIRST, FIRST_OUTGOING - 1),
        "See with `ss -ltn` who has them.",
        why);
  }

  /**
   * Chooses several, no two of them the same.
   *
   * @throws StartRefusedException if none is found
   */
  public static int[] choose(int count) {
    return IntStream.generate(LoopbackPort::choose).distinct().limit(count).toArray();
  }
}
