package chat.tacet.kit.trace;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where spans go.
 *
 * @param endpoint {@code TACET_TRACES_ENDPOINT}: a collector's address for spans in OTLP over HTTP,
 *     such as {@code http://collector:4318/v1/traces}
 * @param share {@code TACET_TRACES_SHARE}: of all calls, 0 to 1
 */
@ConfigurationProperties("tacet.traces")
record TraceProperties(String endpoint, @DefaultValue("0.1") double share) {}
