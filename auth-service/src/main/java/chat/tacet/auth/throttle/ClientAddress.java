package chat.tacet.auth.throttle;

import chat.tacet.kit.client.Client;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import org.springframework.http.server.reactive.ServerHttpRequest;

/** Where a request came from, as a key for throttling. */
public final class ClientAddress {

  /** A household has a /64 of IPv6, so the rest of the address costs an attacker nothing. */
  private static final int IPV6_PREFIX_BYTES = 8;

  private ClientAddress() {}

  /** The key; all addresses that one client can choose from share it. */
  public static String keyOf(ServerHttpRequest request) {
    return Client.address(request).map(ClientAddress::key).orElse("unknown");
  }

  private static String key(InetAddress address) {
    byte[] bytes = address.getAddress();
    return HexFormat.of()
        .formatHex(
            address instanceof Inet6Address ? Arrays.copyOf(bytes, IPV6_PREFIX_BYTES) : bytes);
  }
}
