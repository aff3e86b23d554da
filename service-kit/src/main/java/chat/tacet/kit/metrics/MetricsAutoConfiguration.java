package chat.tacet.kit.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.reactor.netty.autoconfigure.NettyReactiveWebServerAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;

/**
 * Metrics of a service. Who starts several services in one process brings a {@link MeterRegistry}
 * for all of them, and shows it. It is listed by each service in its own
 * {@code @ImportAutoConfiguration}.
 */
@AutoConfiguration(after = NettyReactiveWebServerAutoConfiguration.class)
public class MetricsAutoConfiguration {

  @Bean
  Meters meters(MeterRegistry registry, @Value("${spring.application.name}") String service) {
    return new Meters(registry, service);
  }

  @Bean
  LoopDelay loopDelay(ReactorResourceFactory resources, Meters meters) {
    return new LoopDelay(resources, meters);
  }

  /** Of a service that is alone in its process. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnMissingBean(MeterRegistry.class)
  @EnableConfigurationProperties(MetricsProperties.class)
  static class Alone {

    @Bean
    @ConditionalOnProperty("tacet.metrics.port")
    PrometheusMeterRegistry shownMeters() {
      return JvmMeters.registry();
    }

    @Bean
    @ConditionalOnProperty("tacet.metrics.port")
    MetricsServer metricsServer(PrometheusMeterRegistry registry, MetricsProperties properties) {
      return MetricsServer.start(properties.bind(), properties.port(), registry);
    }

    /** Everything registered here does nothing. */
    @Bean
    @ConditionalOnMissingBean(PrometheusMeterRegistry.class)
    MeterRegistry meterRegistry() {
      return new CompositeMeterRegistry();
    }
  }
}
