package chat.tacet.gateway.route;

import chat.tacet.kit.trace.TraceRoute;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * In a trace a call has the name of its route here; the service behind it knows which one it was.
 */
@Configuration(proxyBeanMethods = false)
class TraceNames {

  @Bean
  TraceRoute routeIds() {
    return exchange -> {
      Route route = exchange.getAttribute(ServerWebExchangeUtils.GATEWAY_ROUTE_ATTR);
      return route == null ? null : route.getId();
    };
  }
}
