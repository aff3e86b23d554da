package chat.tacet.kit.trace;

import chat.tacet.kit.boot.MayBeZero;
import chat.tacet.kit.boot.StartRefusedException;
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
record TraceProperties(String endpoint, @MayBeZero @DefaultValue("0.1") double share) {

  TraceProperties {
    if (share > 1) {
      throw new StartRefusedException(
          "TACET_TRACES_SHARE is more than all calls.", "Set it to a number from 0 to 1.");
    }
  }
}
