package chat.tacet.kit.boot;

import java.util.HashMap;
import java.util.Map;

/** What is the same in every service. */
final class SharedDefaults {

  /** Property that tells error messages which variable sets the port. */
  static final String PORT_VARIABLE = "tacet.boot.port-variable";

  private SharedDefaults() {}

  /** Properties that a configuration file cannot change, because they decide which file that is. */
  static Map<String, Object> fixed(TacetService service) {
    return Map.of(
        "spring.config.name",
        service.configName(),
        "spring.application.name",
        service.configName(),
        PORT_VARIABLE,
        service.portVariable(),
        // Only the class path: a file of the same name in the working directory is not ours.
        "spring.config.location",
        "optional:classpath:/",
        "logging.config",
        "classpath:chat/tacet/kit/boot/logback.xml");
  }

  /** Properties that the configuration file of a service may change. */
  static Map<String, Object> of(TacetService service) {
    var defaults = new HashMap<String, Object>();
    defaults.put("server.port", "${" + service.portVariable() + ":" + service.defaultPort() + "}");
    // Loopback unless told: only the gateway is meant to be seen from outside, and containers say
    // so.
    defaults.put("server.address", "${TACET_BIND:127.0.0.1}");
    defaults.put("server.shutdown", "graceful");
    defaults.put("spring.lifecycle.timeout-per-shutdown-phase", "10s");
    // Netty's limits: URIs and headers beyond this are a 400/413/431 before any of our code runs.
    defaults.put("server.max-http-request-header-size", "16KB");
    defaults.put("server.netty.max-initial-line-length", "4KB");
    defaults.put("server.netty.idle-timeout", "75s");
    // Of a cluster: who owns which slot is asked for again when something is amiss, and now and
    // then.
    defaults.put("spring.data.redis.lettuce.cluster.refresh.adaptive", "true");
    defaults.put("spring.data.redis.lettuce.cluster.refresh.period", "5s");
    defaults.put("spring.data.redis.timeout", "2s");
    defaults.put("spring.data.redis.connect-timeout", "2s");
    // One shared connection and one per subscription; a pool would only hide a leak.
    defaults.put("spring.data.redis.lettuce.pool.enabled", "false");
    defaults.put("tacet.public-url", "http://localhost:${TACET_PORT:8080}");
    defaults.put("tacet.redis-url", "redis://127.0.0.1:6379");
    // /livez and /readyz on the service's own port; no other actuator endpoint.
    defaults.put("management.endpoints.web.exposure.include", "health");
    defaults.put("management.endpoints.web.discovery.enabled", "false");
    defaults.put("management.endpoints.jmx.exposure.exclude", "*");
    defaults.put("management.endpoint.health.show-details", "never");
    defaults.put("management.endpoint.health.probes.enabled", "true");
    defaults.put("management.endpoint.health.probes.add-additional-paths", "true");
    defaults.put("spring.jmx.enabled", "false");
    return defaults;
  }
}
