package chat.tacet.standalone.doctor;

import chat.tacet.standalone.admin.Probe;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Looks at everything in turn. It changes nothing. */
public final class Doctor {

  private final Map<String, String> variables;

  /**
   * For what this process can see.
   *
   * @param variables {@code TACET_*}
   */
  public Doctor(Map<String, String> variables) {
    this.variables = variables;
  }

  /** Says what it finds; whether nothing is broken. */
  public boolean examine(PrintStream out) {
    var findings = findings();
    findings.forEach(finding -> out.println(finding.text()));
    long broken = findings.stream().filter(Finding::isBroken).count();
    out.println(broken == 0 ? "Nothing is broken." : broken + " broken.");
    return broken == 0;
  }

  List<Finding> findings() {
    var running = Probe.ask(variables);
    return Stream.of(
            new SettingsCheck(variables, running.map(Probe::publicUrl)).findings(),
            new DataCheck(variables).findings(),
            new RedisCheck(variables, running.isPresent()).findings(),
            new AddressCheck(variables, running).findings())
        .flatMap(List::stream)
        .toList();
  }
}
