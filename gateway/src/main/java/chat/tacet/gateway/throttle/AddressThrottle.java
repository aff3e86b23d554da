package chat.tacet.gateway.throttle;

import chat.tacet.gateway.hardening.ClientAddress;
import chat.tacet.gateway.system.FilterOrder;
import chat.tacet.gateway.system.Paths;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Bounds what one address may ask for, before anything costly is done for it. */
@Component
@Order(FilterOrder.ADDRESS_THROTTLE)
final class AddressThrottle implements WebFilter {

  /** One customer of a provider owns at least a /64 of IPv6: all of it counts as one address. */
  private static final int IPV6_PREFIX_BYTES = 8;

  private final Buckets<ByteBuffer> calls;
  private final Buckets<ByteBuffer> sockets;
  private final Buckets<ByteBuffer> files;

  AddressThrottle(ThrottleProperties limits) {
    calls = new Buckets<>(limits.callsPerAddress());
    sockets = new Buckets<>(limits.socketsPerAddress());
    files = new Buckets<>(limits.filesPerAddress());
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    var path = exchange.getRequest().getPath().value();
    var allowance = bucketsFor(path).take(key(ClientAddress.of(exchange)));
    if (Paths.isApi(path)) {
      allowance.tell("address", exchange.getResponse().getHeaders());
    }
    var refusal = allowance.refusal();
    return refusal.isPresent() ? Mono.error(refusal.get()) : chain.filter(exchange);
  }

  private Buckets<ByteBuffer> bucketsFor(String path) {
    if (path.equals(Paths.SOCKET)) {
      return sockets;
    }
    return Paths.isApi(path) ? calls : files;
  }

  static ByteBuffer key(InetAddress address) {
    var bytes = address.getAddress();
    return ByteBuffer.wrap(
        address instanceof Inet6Address ? Arrays.copyOf(bytes, IPV6_PREFIX_BYTES) : bytes);
  }
}
