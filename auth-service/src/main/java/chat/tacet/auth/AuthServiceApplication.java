package chat.tacet.auth;

import chat.tacet.kit.admin.AdminAutoConfiguration;
import chat.tacet.kit.boot.TacetService;
import chat.tacet.kit.database.DatabaseAutoConfiguration;
import chat.tacet.kit.etag.EntityTagAutoConfiguration;
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
import org.springframework.boot.actuate.autoconfigure.endpoint.jackson.JacksonEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementContextAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.autoconfigure.context.ConfigurationPropertiesAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.health.DataRedisReactiveHealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.AvailabilityProbesAutoConfiguration;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.application.AvailabilityHealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.http.codec.autoconfigure.CodecsAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.r2dbc.autoconfigure.health.ConnectionFactoryHealthContributorAutoConfiguration;
import org.springframework.boot.reactor.autoconfigure.ReactorAutoConfiguration;
import org.springframework.boot.reactor.netty.autoconfigure.NettyReactiveWebServerAutoConfiguration;
import org.springframework.boot.reactor.netty.autoconfigure.actuate.web.server.NettyReactiveManagementContextAutoConfiguration;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.HttpHandlerAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.actuate.endpoint.web.WebFluxHealthEndpointExtensionAutoConfiguration;
import org.springframework.context.annotation.ComponentScan;

/**
 * Accounts' credentials, login sessions and tokens. It lists what it is made of, because other
 * services may share its class path.
 */
@SpringBootConfiguration
@ComponentScan
@ImportAutoConfiguration({
  // The ground.
  PropertyPlaceholderAutoConfiguration.class,
  ConfigurationPropertiesAutoConfiguration.class,
  LifecycleAutoConfiguration.class,
  ApplicationAvailabilityAutoConfiguration.class,
  ReactorAutoConfiguration.class,
  // HTTP.
  NettyReactiveWebServerAutoConfiguration.class,
  HttpHandlerAutoConfiguration.class,
  WebFluxAutoConfiguration.class,
  CodecsAutoConfiguration.class,
  JacksonAutoConfiguration.class,
  ValidationAutoConfiguration.class,
  QuietValidationAutoConfiguration.class,
  // Stores.
  RedisAddressAutoConfiguration.class,
  DataRedisAutoConfiguration.class,
  DataRedisReactiveAutoConfiguration.class,
  DatabaseAutoConfiguration.class,
  // What all Tacet services share.
  StrictJsonAutoConfiguration.class,
  EntityTagAutoConfiguration.class,
  MetricsAutoConfiguration.class,
  ProblemAutoConfiguration.class,
  AdminAutoConfiguration.class,
  RevocationAutoConfiguration.class,
  TokenAutoConfiguration.class,
  TraceAutoConfiguration.class,
  // /livez and /readyz.
  EndpointAutoConfiguration.class,
  JacksonEndpointAutoConfiguration.class,
  WebEndpointAutoConfiguration.class,
  ManagementContextAutoConfiguration.class,
  NettyReactiveManagementContextAutoConfiguration.class,
  HealthContributorRegistryAutoConfiguration.class,
  HealthContributorAutoConfiguration.class,
  AvailabilityHealthContributorAutoConfiguration.class,
  AvailabilityProbesAutoConfiguration.class,
  HealthEndpointAutoConfiguration.class,
  WebFluxHealthEndpointExtensionAutoConfiguration.class,
  DataRedisReactiveHealthContributorAutoConfiguration.class,
  ConnectionFactoryHealthContributorAutoConfiguration.class
})
public class AuthServiceApplication {

  private static final int DEFAULT_PORT = 8081;

  /**
   * How it starts, alone or beside others: {@link TacetService#main} or {@link TacetService#start}.
   */
  public static final TacetService SERVICE =
      new TacetService("tacet-auth", AuthServiceApplication.class, "TACET_AUTH_PORT", DEFAULT_PORT);

  public static void main(String[] args) {
    SERVICE.main(args);
  }
}
