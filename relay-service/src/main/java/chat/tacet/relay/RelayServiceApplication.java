package chat.tacet.relay;

import chat.tacet.kit.admin.AdminAutoConfiguration;
import chat.tacet.kit.boot.TacetService;
import chat.tacet.kit.json.QuietValidationAutoConfiguration;
import chat.tacet.kit.json.StrictJsonAutoConfiguration;
import chat.tacet.kit.metrics.MetricsAutoConfiguration;
import chat.tacet.kit.problem.ProblemAutoConfiguration;
import chat.tacet.kit.redis.RedisAddressAutoConfiguration;
import chat.tacet.kit.revocation.RevocationAutoConfiguration;
import chat.tacet.kit.token.TokenAutoConfiguration;
import chat.tacet.kit.trace.TraceAutoConfiguration;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementContextAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.autoconfigure.context.ConfigurationPropertiesAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.AvailabilityProbesAutoConfiguration;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.application.AvailabilityHealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.http.codec.autoconfigure.CodecsAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.reactor.netty.autoconfigure.NettyReactiveWebServerAutoConfiguration;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.HttpHandlerAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.actuate.endpoint.web.WebFluxHealthEndpointExtensionAutoConfiguration;
import org.springframework.context.annotation.ComponentScan;

/**
 * The service, and its start by itself. Auto-configurations are listed, not found: other services
 * may share the class path.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@ComponentScan("chat.tacet.relay.system")
@ImportAutoConfiguration({
  PropertyPlaceholderAutoConfiguration.class,
  ConfigurationPropertiesAutoConfiguration.class,
  LifecycleAutoConfiguration.class,
  ApplicationAvailabilityAutoConfiguration.class,
  SslAutoConfiguration.class,
  JacksonAutoConfiguration.class,
  CodecsAutoConfiguration.class,
  NettyReactiveWebServerAutoConfiguration.class,
  HttpHandlerAutoConfiguration.class,
  WebFluxAutoConfiguration.class,
  RedisAddressAutoConfiguration.class,
  DataRedisAutoConfiguration.class,
  DataRedisReactiveAutoConfiguration.class,
  EndpointAutoConfiguration.class,
  WebEndpointAutoConfiguration.class,
  ManagementContextAutoConfiguration.class,
  HealthContributorAutoConfiguration.class,
  HealthContributorRegistryAutoConfiguration.class,
  AvailabilityHealthContributorAutoConfiguration.class,
  HealthEndpointAutoConfiguration.class,
  AvailabilityProbesAutoConfiguration.class,
  WebFluxHealthEndpointExtensionAutoConfiguration.class,
  ValidationAutoConfiguration.class,
  QuietValidationAutoConfiguration.class,
  StrictJsonAutoConfiguration.class,
  MetricsAutoConfiguration.class,
  ProblemAutoConfiguration.class,
  AdminAutoConfiguration.class,
  RevocationAutoConfiguration.class,
  TokenAutoConfiguration.class,
  TraceAutoConfiguration.class
})
public class RelayServiceApplication {

  /** How to start it, here or beside others. */
  public static final TacetService SERVICE =
      new TacetService("relay-service", RelayServiceApplication.class, "TACET_RELAY_PORT", 8083);

  public static void main(String[] args) {
    SERVICE.main(args);
  }
}
