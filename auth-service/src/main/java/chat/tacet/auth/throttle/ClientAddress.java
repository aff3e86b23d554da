package chat.tacet.auth.throttle;

import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * Where a request came from, as a key for throttling.
 *
 * <p>Only the gateway can reach this service (it listens on loopback or an internal network), and
 * the gateway drops the header from what comes from outside and sets it itself. Without the header,
 * the peer is the client.
 */
public final class ClientAddress {

  /** Set by the gateway: the client's address as text, IPv4 or IPv6. */
  public static final String HEADER = "X-Tacet-Client-Address";

  /** A household has a /64 of IPv6, so the rest of the address costs an attacker nothing. */
  private static final int IPV6_PREFIX_BYTES = 8;

  private ClientAddress() {}

  /** The key; all addresses that one client can choose from share it. */
  public static String keyOf(ServerHttpRequest request) {
    String named = request.getHeaders().getFirst(HEADER);
    InetAddress address =
        named == null ? null : NetUtil.createInetAddressFromIpAddressString(named);
    return key(address == null ? peer(request) : address);
  }

  private static @Nullable InetAddress peer(ServerHttpRequest request) {
    InetSocketAddress peer = request.getRemoteAddress();
    return peer == null ? null : peer.getAddress();
  }

  private static String key(@Nullable InetAddress address) {
    if (address == null) {
      return "unknown";
    }
    byte[] bytes = address.getAddress();
    return HexFormat.of()
        .formatHex(
            address instanceof Inet6Address ? Arrays.copyOf(bytes, IPV6_PREFIX_BYTES) : bytes);
  }
}
