package chat.tacet.gateway.route;

import static org.springframework.cloud.gateway.support.ServerWebExchangeUtils.GATEWAY_REQUEST_URL_ATTR;
import static org.springframework.cloud.gateway.support.ServerWebExchangeUtils.GATEWAY_ROUTE_ATTR;

import chat.tacet.kit.problem.Caller;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.filter.RouteToRequestUrlFilter;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.core.Ordered;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquireTimeoutException;

/**
 * Sends each call to one of the nodes of its service. When that one cannot be reached the next is
 * tried: nothing was sent, so nothing is done twice. When it breaks off, only a call that changes
 * nothing is made again; of all others the client knows whether to.
 */
@Component
final class NodeChoice implements GlobalFilter, Ordered {

  /** The exchange's {@link Choice}. */
  private static final String CHOICE = NodeChoice.class.getName();

  private final Map<String, Nodes> byRoute;

  NodeChoice(Backends backends) {
    Nodes social = nodes(backends.socialUrl());
    Nodes relay = nodes(backends.relayUrl());
    this.byRoute =
        Map.of(
            Routes.AUTH,
            nodes(backends.authUrl()),
            Routes.LINKS,
            social,
            Routes.SOCIAL,
            social,
            Routes.RELAY_CALLS,
            relay,
            Routes.MAILBOXES,
            relay,
            Routes.RELAY,
            relay);
  }

  private static Nodes nodes(List<URI> urls) {
    return new Nodes(urls, System::nanoTime);
  }

  /** Which node it is. A socket keeps this instead of its exchange, which weighs far more. */
  static final class Choice {

    private final Nodes nodes;
    private volatile URI node;

    private Choice(Nodes nodes, URI node) {
      this.nodes = nodes;
      this.node = node;
    }

    /**
     * The node did not do its part.
     *
     * @return whether that is news
     */
    boolean failed() {
      return nodes.failed(node);
    }

    /**
     * The node is busy: chooses another one for a socket, if there is one.
     *
     * @param dialled where the first one was asked
     * @return where to ask the other one
     */
    Optional<URI> another(URI dialled) {
      return nodes
          .after(node)
          .map(other -> {
            node = other;
            return at(other, dialled);
          });
    }
  }

  /** Which node was chosen last. */
  static Choice of(ServerWebExchange exchange) {
    return exchange.getRequiredAttribute(CHOICE);
  }

  /** Right after the route has said where the call goes. */
  @Override
  public int getOrder() {
    return RouteToRequestUrlFilter.ROUTE_TO_URL_FILTER_ORDER + 1;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
    Route route = exchange.getRequiredAttribute(GATEWAY_ROUTE_ATTR);
    Nodes nodes = Objects.requireNonNull(byRoute.get(route.getId()), route.getId());
    return attempt(exchange, chain, nodes, nodes.count() - 1);
  }

  private static Mono<Void> attempt(
      ServerWebExchange exchange, GatewayFilterChain chain, Nodes nodes, int more) {
    return Mono.defer(
            () -> {
              URI node = nodes.next();
              lead(exchange, node);
              exchange.getAttributes().put(CHOICE, new Choice(nodes, node));
              return chain.filter(exchange);
            })
        .onErrorResume(failure -> {
          if (Caller.isGone(exchange)) {
            return Mono.error(failure);
          }
          if (!exchange.getResponse().isCommitted() && isOfTheNode(failure)) {
            of(exchange).failed();
          }
          return more > 0 && mayBeMadeAgain(exchange, failure)
              ? again(exchange, chain, nodes, more)
              : Mono.error(failure);
        });
  }

  private static Mono<Void> again(
      ServerWebExchange exchange, GatewayFilterChain chain, Nodes nodes, int more) {
    exchange.getAttributes().remove(ServerWebExchangeUtils.GATEWAY_ALREADY_ROUTED_ATTR);
    return attempt(exchange, chain, nodes, more - 1);
  }

  private static void lead(ServerWebExchange exchange, URI node) {
    URI asked = exchange.getRequiredAttribute(GATEWAY_REQUEST_URL_ATTR);
    exchange.getAttributes().put(GATEWAY_REQUEST_URL_ATTR, at(node, asked));
  }

  private static URI at(URI node, URI asked) {
    String query = asked.getRawQuery();
    // As it came, and not judged: what a query may look like is for the service to say.
    return URI.create(
        node.getScheme()
            + "://"
            + node.getRawAuthority()
            + asked.getRawPath()
            + (query == null ? "" : "?" + query));
  }

  private static boolean mayBeMadeAgain(ServerWebExchange exchange, Throwable failure) {
    if (exchange.getResponse().isCommitted()) {
      return false;
    }
    return wasNeverSent(failure) || (changesNothing(exchange) && isBreak(failure));
  }

  private static boolean changesNothing(ServerWebExchange exchange) {
    HttpMethod method = exchange.getRequest().getMethod();
    return method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
  }

  private static boolean isOfTheNode(Throwable failure) {
    return isBreak(failure)
        || (failure instanceof TimeoutException && !isOurQueue(failure))
        || (failure instanceof ResponseStatusException status
            && status.getStatusCode().isSameCodeAs(HttpStatus.GATEWAY_TIMEOUT));
  }

  /** That all connections to the node are in use says nothing of it. */
  private static boolean isOurQueue(Throwable failure) {
    return failure instanceof PoolAcquireTimeoutException;
  }

  private static boolean isBreak(@Nullable Throwable failure) {
    return failure != null && (failure instanceof IOException || isBreak(failure.getCause()));
  }

  static boolean wasNeverSent(@Nullable Throwable failure) {
    return failure != null
        && (failure instanceof ConnectException
            || failure instanceof UnknownHostException
            || wasNeverSent(failure.getCause()));
  }
}
