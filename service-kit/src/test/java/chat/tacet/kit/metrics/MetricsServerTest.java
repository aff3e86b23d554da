package chat.tacet.kit.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.tacet.kit.boot.StartRefusedException;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;

class MetricsServerTest {

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  @Test
  void aNameOfThisMachineIsAsGoodAsAnAddress() throws Exception {
    registry.counter("tacet.envelopes.accepted").increment();
    try (var server = MetricsServer.start("localhost", 0, registry);
        var http = HttpClient.newHttpClient()) {
      var uri = URI.create("http://localhost:%d/metrics".formatted(server.port()));
      var answer = http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());

      assertThat(answer.body()).contains("tacet_envelopes_accepted_total 1.0");
    }
  }

  @Test
  void aNameThatNobodyHasIsRefusedInWords() {
    assertThatThrownBy(() -> MetricsServer.start("no name at all", 0, registry))
        .isInstanceOfSatisfying(
            StartRefusedException.class,
            refused -> {
              assertThat(refused).hasMessageContaining("no name at all");
              assertThat(refused.remedy()).contains("TACET_METRICS_BIND");
            });
  }
}
