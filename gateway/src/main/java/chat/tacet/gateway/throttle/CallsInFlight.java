package chat.tacet.gateway.throttle;

import chat.tacet.gateway.hardening.ClientAddress;
import chat.tacet.gateway.limits.CallLimits;
import chat.tacet.gateway.system.FilterOrder;
import chat.tacet.gateway.system.Paths;
import chat.tacet.kit.problem.CommonProblems;
import chat.tacet.kit.problem.ProblemType;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Bounds how many calls of one address are under way, and how long each may be. A call holds one of
 * the connections to a service; callers who send or read slowly would otherwise hold them all.
 * Sockets and files hold none of those and are not counted.
 */
@Component
@Order(FilterOrder.CALLS_IN_FLIGHT)
final class CallsInFlight implements WebFilter {

  /** A 504 that is no service's fault has the code of the others: try again later. */
  private static final ProblemType TOOK_TOO_LONG =
      new ProblemType(CommonProblems.UNAVAILABLE.code(), 504, "The call took too long; try again.");

  /** Addresses with calls under way only, so never more than there are connections. */
  private final ConcurrentMap<ByteBuffer, Integer> underWay = new ConcurrentHashMap<>();

  private final int most;
  private final Duration longest;

  CallsInFlight(ThrottleProperties throttle, CallLimits calls) {
    most = throttle.callsInFlightPerAddress();
    longest = calls.callTimeout();
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    if (!Paths.isApi(exchange.getRequest().getPath().value())) {
      return chain.filter(exchange);
    }
    var address = AddressThrottle.key(ClientAddress.of(exchange));
    // Leaves however it ends: answered, refused, broken off by the caller, or too late.
    return Mono.using(
        () -> enter(address),
        entered -> chain.filter(exchange).timeout(longest, Mono.error(TOOK_TOO_LONG::exception)),
        this::leave);
  }

  private ByteBuffer enter(ByteBuffer address) {
    if (underWay.merge(address, 1, Integer::sum) > most) {
      leave(address);
      throw CommonProblems.RATE_LIMITED.exception();
    }
    return address;
  }

  private void leave(ByteBuffer address) {
    underWay.computeIfPresent(address, (_, calls) -> calls == 1 ? null : calls - 1);
  }
}
