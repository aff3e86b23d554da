package chat.tacet.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Each service in a process of its own, told nothing but its {@code TACET_*} variables: the shape
 * of many machines, on one. It shows that nothing needs the others in the same JVM.
 */
final class FourProcesses implements Shape {

  private static final int MAX_STOP_S = 20;
  private static final List<String> JVM_OPTIONS =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-Xmx160m",
          "--enable-native-access=ALL-UNNAMED");

  /** Where the build puts the jars; each names in its manifest what it needs. */
  private final Path jars;

  FourProcesses(Path jars) {
    this.jars = jars;
  }

  @Override
  public void start(
      Map<String, Object> variables,
      Map<String, Object> gatewayVariables,
      Undo undo,
      Runnable failed) {
    start("tacet-auth-service", withMetrics(variables, 0), undo, failed);
    start("tacet-social-service", withMetrics(variables, 1), undo, failed);
    start("tacet-relay-service", withMetrics(variables, 2), undo, failed);
    start("tacet-gateway", withMetrics(gatewayVariables, 3), undo, failed);
  }

  /** Each process shows its own metrics, at the ports from the one that was named on. */
  private static Map<String, Object> withMetrics(Map<String, Object> variables, int place) {
    if (!SharedMetrics.areWanted(variables)) {
      return variables;
    }
    var own = new HashMap<>(variables);
    own.put("TACET_METRICS_PORT", SharedMetrics.port(variables) + place);
    return own;
  }

  private void start(String name, Map<String, Object> variables, Undo undo, Runnable failed) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM_OPTIONS);
    command.add("-jar");
    command.add(jar(name).toString());
    var builder = new ProcessBuilder(command).inheritIO();
    builder.environment().clear();
    variables.forEach((variable, value) -> builder.environment().put(variable, value.toString()));
    try {
      var process = builder.start();
      undo.add(() -> stop(process));
      var _ = process.onExit().thenRun(failed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path jar(String name) {
    try (var found = Files.newDirectoryStream(jars, name + "-*.jar")) {
      return found.iterator().next();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void stop(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(MAX_STOP_S, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
