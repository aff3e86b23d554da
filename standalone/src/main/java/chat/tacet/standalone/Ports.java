package chat.tacet.standalone;

import chat.tacet.kit.boot.StartRefusedException;
import chat.tacet.standalone.port.LoopbackPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * Loopback ports for the services behind the gateway.
 *
 * @param auth of auth-service
 * @param social of social-service
 * @param relay of relay-service
 */
record Ports(int auth, int social, int relay) {

  /** Free ones. */
  static Ports choose() {
    int[] free = LoopbackPort.choose(3);
    return new Ports(free[0], free[1], free[2]);
  }

  /**
   * Finds out before anything else is started whether the public port can be had.
   *
   * @throws StartRefusedException if not
   */
  static void requireFree(String bind, int port) {
    try (var probe = new ServerSocket()) {
      // As the gateway will: connections of an earlier run that linger in TIME_WAIT do not matter.
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(bind, port));
    } catch (IOException taken) {
      if (!isOfThisMachine(bind)) {
        throw new StartRefusedException(
            "This machine has no address %s.".formatted(bind),
            "Set TACET_BIND to one that it has: 127.0.0.1 behind a proxy on this machine.",
            taken);
      }
      throw new StartRefusedException(
          "Port %d on %s cannot be used, most likely because another program has it."
              .formatted(port, bind),
          "Stop that program, or choose another port: TACET_PORT=%d ./tacet up".formatted(port + 1),
          taken);
    }
  }

  private static boolean isOfThisMachine(String bind) {
    try (var _ = new ServerSocket(0, 1, InetAddress.getByName(bind))) {
      return true;
    } catch (IOException notOurs) {
      return false;
    }
  }
}
