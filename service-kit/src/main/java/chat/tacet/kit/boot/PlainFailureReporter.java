package chat.tacet.kit.boot;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalysisReporter;

/** Says in one line on standard error why a start failed. */
final class PlainFailureReporter implements FailureAnalysisReporter {

  PlainFailureReporter() {}

  @Override
  public void report(FailureAnalysis analysis) {
    System.err.println(line(analysis));
  }

  static String line(FailureAnalysis analysis) {
    var remedy = analysis.getAction();
    var words =
        remedy == null ? analysis.getDescription() : analysis.getDescription() + " " + remedy;
    return "tacet: " + words.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
