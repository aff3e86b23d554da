package chat.tacet.kit.metrics;

import chat.tacet.kit.boot.MayBeZero;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where metrics are shown.
 *
 * @param port {@code TACET_METRICS_PORT}; without it nowhere, and nothing is measured for them
 * @param bind {@code TACET_METRICS_BIND}: loopback unless told
 */
@ConfigurationProperties("tacet.metrics")
record MetricsProperties(
    @MayBeZero @DefaultValue("0") int port, @DefaultValue("127.0.0.1") String bind) {}
