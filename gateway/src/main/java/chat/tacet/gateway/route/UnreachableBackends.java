package chat.tacet.gateway.route;

import chat.tacet.gateway.throttle.SocketArrivals;
import chat.tacet.kit.problem.Caller;
import chat.tacet.kit.problem.CommonProblems;
import chat.tacet.kit.problem.ProblemException;
import chat.tacet.kit.problem.ProblemType;
import io.netty.handler.timeout.ReadTimeoutException;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.core.Ordered;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.netty.channel.AbortedException;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquirePendingLimitException;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquireTimeoutException;

/**
 * A service that cannot be reached, breaks off or takes too long is {@code unavailable}, whatever
 * the network layer calls it.
 */
@Component
final class UnreachableBackends implements GlobalFilter, Ordered {

  private static final Logger log = LoggerFactory.getLogger(UnreachableBackends.class);

  /** The same code as a 503, since a client does the same about it: try again later. */
  private static final ProblemType TIMED_OUT =
      new ProblemType(
          CommonProblems.UNAVAILABLE.code(), 504, "The service did not answer in time; try again.");

  private static final int MAX_CAUSES = 8;

  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
    return chain
        .filter(exchange)
        .onErrorResume(error ->
            Caller.isGone(exchange) ? Mono.empty() : Mono.error(asProblem(exchange, error)));
  }

  private static Throwable asProblem(ServerWebExchange exchange, Throwable error) {
    @Nullable Throwable cause = error;
    for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
      var problem = known(cause);
      if (problem != null) {
        logFailure(exchange, cause, problem);
        return problem;
      }
      cause = cause.getCause();
    }
    return error;
  }

  private static @Nullable ProblemException known(Throwable cause) {
    return switch (cause) {
      case ProblemException already -> already;
      case ResponseStatusException status
          when status.getStatusCode().value() == HttpStatus.GATEWAY_TIMEOUT.value() ->
          TIMED_OUT.exception();
      case ReadTimeoutException late -> TIMED_OUT.exception();
      case PoolAcquireTimeoutException busy -> busy();
      case PoolAcquirePendingLimitException busy -> busy();
      case TimeoutException late -> TIMED_OUT.exception();
      case IOException broken -> CommonProblems.UNAVAILABLE.exception();
      case AbortedException broken -> CommonProblems.UNAVAILABLE.exception();
      default -> null;
    };
  }

  /** Everybody asks at the same moment: they do not come again at the same moment. */
  private static ProblemException busy() {
    return CommonProblems.UNAVAILABLE.exception().withRetryAfter(SocketArrivals.comeAgain());
  }

  private static void logFailure(
      ServerWebExchange exchange, Throwable cause, ProblemException problem) {
    if (problem.type().status() >= HttpStatus.INTERNAL_SERVER_ERROR.value()) {
      @Nullable Route route = exchange.getAttribute(ServerWebExchangeUtils.GATEWAY_ROUTE_ATTR);
      log.warn(
          "backend={} failure={}",
          route == null ? "none" : route.getId(),
          cause.getClass().getSimpleName());
    }
  }
}
