package chat.tacet.gateway.route;

import chat.tacet.gateway.limits.CallLimits;
import chat.tacet.gateway.throttle.SocketArrivals;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.cloud.gateway.filter.WebsocketRoutingFilter;
import org.springframework.cloud.gateway.filter.headers.HttpHeadersFilter;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.web.reactive.socket.server.support.HandshakeWebSocketService;
import org.springframework.web.reactive.socket.server.upgrade.ReactorNettyRequestUpgradeStrategy;
import reactor.netty.http.client.WebsocketClientSpec;
import reactor.netty.http.server.WebsocketServerSpec;

/**
 * Carries sockets to the relay with Spring Cloud Gateway's filter, on our terms: one size limit on
 * both sides, no compression (ciphertext does not shrink), pings answered by the end they meet, and
 * a definite close code when the relay cannot be reached.
 */
@Configuration(proxyBeanMethods = false)
class RelaySockets {

  /** {@code Welcome.max_frame_bytes} of the relay. */
  private static final int MAX_FRAME_BYTES = 64 * 1024;

  @Bean
  WebsocketRoutingFilter relaySocketRouting(
      ReactorResourceFactory resources,
      SocketArrivals arrivals,
      CallLimits limits,
      ObjectProvider<List<HttpHeadersFilter>> headersFilters) {
    var client =
        new ArrivingSockets(
            BackendConnections.forSockets(resources),
            () ->
                WebsocketClientSpec.builder()
                    .maxFramePayloadLength(MAX_FRAME_BYTES)
                    .compress(false),
            limits.backendTimeout());
    var upgrade =
        new ReactorNettyRequestUpgradeStrategy(() ->
            WebsocketServerSpec.builder().maxFramePayloadLength(MAX_FRAME_BYTES).compress(false));
    return new WebsocketRoutingFilter(
        client,
        new ClosingSocketService(new HandshakeWebSocketService(upgrade), arrivals),
        headersFilters);
  }
}
