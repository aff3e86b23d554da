package chat.tacet.kit.boot;

import org.slf4j.LoggerFactory;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/**
 * The last analyzer: names the root cause of a failure nobody foresaw, and leaves the places in the
 * log. Its message may be shown here, since nothing a user sent has been read yet.
 */
final class UnexpectedFailureAnalyzer implements FailureAnalyzer, Ordered {

  private final Environment environment;

  /** Boot finds this constructor. */
  UnexpectedFailureAnalyzer(Environment environment) {
    this.environment = environment;
  }

  @Override
  public int getOrder() {
    return LOWEST_PRECEDENCE;
  }

  @Override
  public FailureAnalysis analyze(Throwable failure) {
    LoggerFactory.getLogger(TacetService.class).error("start failed", failure);
    var root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    var name = environment.getProperty("spring.application.name", "a service");
    return new FailureAnalysis(
        "%s could not start: %s: %s"
            .formatted(name, root.getClass().getSimpleName(), root.getMessage()),
        null,
        failure);
  }
}
