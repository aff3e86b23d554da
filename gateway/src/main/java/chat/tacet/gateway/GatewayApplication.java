package chat.tacet.gateway;

import chat.tacet.kit.boot.TacetService;
import chat.tacet.kit.metrics.MetricsAutoConfiguration;
import chat.tacet.kit.problem.ProblemAutoConfiguration;
import chat.tacet.kit.token.TokenAutoConfiguration;
import chat.tacet.kit.trace.TraceAutoConfiguration;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.autoconfigure.context.ConfigurationPropertiesAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.http.codec.autoconfigure.CodecsAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.reactor.netty.autoconfigure.NettyReactiveWebServerAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.HttpHandlerAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.cloud.gateway.config.GatewayAutoConfiguration;
import org.springframework.context.annotation.ComponentScan;

/**
 * The only public door: routing, token and Origin checks, limits, security headers, and the static
 * web client. It keeps no state.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@ComponentScan
@ConfigurationPropertiesScan
@ImportAutoConfiguration({
  PropertyPlaceholderAutoConfiguration.class,
  ConfigurationPropertiesAutoConfiguration.class,
  ApplicationAvailabilityAutoConfiguration.class,
  LifecycleAutoConfiguration.class,
  SslAutoConfiguration.class,
  JacksonAutoConfiguration.class,
  CodecsAutoConfiguration.class,
  HttpHandlerAutoConfiguration.class,
  NettyReactiveWebServerAutoConfiguration.class,
  WebFluxAutoConfiguration.class,
  GatewayAutoConfiguration.class,
  MetricsAutoConfiguration.class,
  ProblemAutoConfiguration.class,
  TokenAutoConfiguration.class,
  TraceAutoConfiguration.class
})
public class GatewayApplication {

  /** How to start it, here or beside others. */
  public static final TacetService SERVICE =
      new TacetService("gateway", GatewayApplication.class, "TACET_PORT", 8080);

  public static void main(String[] args) {
    SERVICE.main(args);
  }
}
