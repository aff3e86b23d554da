package chat.tacet.kit.problem;

import chat.tacet.kit.metrics.Meters;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.WebFluxRegistrations;
import org.springframework.context.annotation.Bean;
import org.springframework.security.web.server.firewall.ServerExchangeRejectedHandler;
import org.springframework.util.unit.DataSize;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.json.JsonMapper;

/**
 * Problem documents for a WebFlux service. It is listed by each service in its own
 * {@code @ImportAutoConfiguration}; nothing is found by scanning.
 */
@AutoConfiguration
public class ProblemAutoConfiguration {

  @Bean
  ProblemWriter problemWriter(JsonMapper json, ObjectProvider<Meters> meters) {
    return new ProblemWriter(json, meters.getIfAvailable(Meters::none));
  }

  @Bean
  ProblemExceptionHandler problemExceptionHandler(ProblemWriter writer) {
    return new ProblemExceptionHandler(writer);
  }

  /** One rule for the queries of all calls, and for what they may be answered with. */
  @Bean
  WebFluxRegistrations strictCalls() {
    return new WebFluxRegistrations() {
      @Override
      public RequestMappingHandlerMapping getRequestMappingHandlerMapping() {
        return new StrictCalls();
      }
    };
  }

  /** By default Spring's own limit for bodies in memory; 200 prekeys have 60 KB. */
  @Bean
  BodyLimit bodyLimit(ProblemWriter writer, @Value("${tacet.max-body:256KB}") DataSize most) {
    return new BodyLimit(writer, most);
  }

  /** What the HTTP firewall refuses (control characters, encoded slashes) is only malformed. */
  @Bean
  ServerExchangeRejectedHandler rejectedExchangeHandler(ProblemWriter writer) {
    return (exchange, rejected) ->
        writer.write(exchange, CommonProblems.MALFORMED_REQUEST.exception());
  }
}
