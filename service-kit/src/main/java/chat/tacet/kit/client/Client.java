package chat.tacet.kit.client;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * What is known of the program that sent a request.
 *
 * <p>Only the gateway can reach a service (it listens on loopback or an internal network), and the
 * gateway drops {@link #ADDRESS_HEADER} from what comes from outside and sets it itself.
 */
public final class Client {

  /** Set by the gateway: the client's address as text, IPv4 or IPv6. */
  public static final String ADDRESS_HEADER = "X-Tacet-Client-Address";

  /** Real ones have 80 to 150 characters. */
  private static final int MAX_USER_AGENT = 200;

  private Client() {}

  /** The client's address; without the header, or if it makes no sense, the peer's. */
  public static Optional<InetAddress> address(ServerHttpRequest request) {
    String named = request.getHeaders().getFirst(ADDRESS_HEADER);
    InetAddress address =
        named == null ? null : NetUtil.createInetAddressFromIpAddressString(named);
    return Optional.ofNullable(address == null ? peer(request) : address);
  }

  private static @Nullable InetAddress peer(ServerHttpRequest request) {
    InetSocketAddress peer = request.getRemoteAddress();
    return peer == null ? null : peer.getAddress();
  }

  /** What a browser calls itself, for people to read: printable and short; empty if it does not. */
  public static String userAgent(ServerHttpRequest request) {
    String header = request.getHeaders().getFirst(HttpHeaders.USER_AGENT);
    String printable = header == null ? "" : header.replaceAll("[^\\x20-\\x7e]", "?").strip();
    return printable.length() <= MAX_USER_AGENT
        ? printable
        : printable.substring(0, MAX_USER_AGENT);
  }
}
