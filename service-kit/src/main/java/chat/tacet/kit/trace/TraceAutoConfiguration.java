package chat.tacet.kit.trace;

import chat.tacet.kit.boot.StartRefusedException;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Traces of a service, if it is told where to send them. It is listed by each service in its own
 * {@code @ImportAutoConfiguration}.
 */
@AutoConfiguration
@ConditionalOnProperty("tacet.traces.endpoint")
@EnableConfigurationProperties(TraceProperties.class)
public class TraceAutoConfiguration {

  /** Spans that wait for the collector, about 1 MB; beyond it they are dropped. */
  private static final int MAX_WAITING = 2_048;

  private static final Duration COLLECTOR_MAY_TAKE = Duration.ofSeconds(5);

  @Bean(destroyMethod = "close")
  SdkTracerProvider tracerProvider(
      TraceProperties properties, @Value("${spring.application.name}") String service) {
    return SdkTracerProvider.builder()
        .setResource(
            Resource.getDefault()
                .merge(
                    Resource.create(
                        Attributes.of(AttributeKey.stringKey("service.name"), service))))
        .setSampler(Sampler.parentBased(share(properties)))
        .addSpanProcessor(
            BatchSpanProcessor.builder(exporter(properties))
                .setMaxQueueSize(MAX_WAITING)
                .setExporterTimeout(COLLECTOR_MAY_TAKE)
                .build())
        .build();
  }

  @Bean
  TraceFilter traceFilter(SdkTracerProvider traces, ObjectProvider<TraceRoute> routes) {
    return new TraceFilter(
        traces.get("chat.tacet"), routes.getIfAvailable(() -> TraceRoute::pattern));
  }

  static Sampler share(TraceProperties properties) {
    double share = properties.share();
    if (share >= 0 && share <= 1) {
      return Sampler.traceIdRatioBased(share);
    }
    throw new StartRefusedException(
        "TACET_TRACES_SHARE is not between 0 and 1.", "Choose 0.1 for every tenth call.");
  }

  private static OtlpHttpSpanExporter exporter(TraceProperties properties) {
    try {
      return OtlpHttpSpanExporter.builder()
          .setEndpoint(properties.endpoint())
          .setTimeout(COLLECTOR_MAY_TAKE)
          .build();
    } catch (IllegalArgumentException notAnAddress) {
      throw new StartRefusedException(
          "TACET_TRACES_ENDPOINT is not an http or https address.",
          "Name the collector's address for spans, such as http://collector:4318/v1/traces.",
          notAnAddress);
    }
  }
}
