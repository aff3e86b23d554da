package chat.tacet.benchmark.driver;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs both by turns and prints ratios. */
public final class DriverBenchmark {

  /** By turns, so that a bad moment of the machine hits both. */
  private static final int ROUNDS = 3;

  /** A million rows of 200 bytes must go through this. */
  private static final String SMALL_HEAP = "-Xmx32m";

  /**
   * Of 2 s each. On two cores the JVM's compiler needs that long: after 10 s the driver's rate was
   * still rising, and sqlite-jdbc's, with far less Java, was not.
   */
  private static final int WARM_UPS = 10;

  private DriverBenchmark() {}

  /** Measures all, or those that are named. */
  public static void main(String[] names) throws Exception {
    millionRows();
    String measured = names.length == 0 ? ".*" : String.join("|", names);
    Path file = Rows.filled(Rows.COUNT);
    try {
      Map<String, List<Double>> jdbc = new TreeMap<>();
      Map<String, List<Double>> ours = new TreeMap<>();
      for (int round = 0; round < ROUNDS; round++) {
        measure(JdbcBenchmark.class, measured, file, jdbc);
        measure(R2dbcBenchmark.class, measured, file, ours);
      }
      print(jdbc, ours);
    } finally {
      Rows.delete(file);
    }
  }

  private static void measure(
      Class<?> what, String names, Path file, Map<String, List<Double>> rates)
      throws RunnerException {
    var options =
        new OptionsBuilder()
            .include(what.getName() + "\\.(" + names + ")$")
            .mode(Mode.Throughput)
            .timeUnit(TimeUnit.SECONDS)
            .forks(1)
            .warmupIterations(WARM_UPS)
            .warmupTime(TimeValue.seconds(2))
            .measurementIterations(3)
            .measurementTime(TimeValue.seconds(2))
            .jvmArgsAppend("--enable-native-access=ALL-UNNAMED", Rows.jvmArgument(file))
            .shouldFailOnError(true)
            .build();
    for (RunResult result : new Runner(options).run()) {
      String name = result.getParams().getBenchmark();
      rates
          .computeIfAbsent(name.substring(name.lastIndexOf('.') + 1), _ -> new ArrayList<>())
          .add(result.getPrimaryResult().getScore());
    }
  }

  private static void print(Map<String, List<Double>> jdbc, Map<String, List<Double>> ours) {
    System.out.println(
        "\n| | sqlite-jdbc, 1/s | driver, 1/s | driver / sqlite-jdbc (rounds) |\n|---|---|---|---|");
    jdbc.forEach((name, plain) -> {
      List<Double> reactive = ours.getOrDefault(name, List.of());
      List<Double> ratios = new ArrayList<>();
      for (int round = 0; round < plain.size(); round++) {
        ratios.add(100 * reactive.get(round) / plain.get(round));
      }
      String each =
          ratios.stream().map(ratio -> "%.0f".formatted(ratio)).collect(Collectors.joining(", "));
      System.out.printf(
          Locale.ROOT,
          "| %s | %,.0f | %,.0f | **%.0f %%** (%s) |%n",
          name,
          median(plain),
          median(reactive),
          median(ratios),
          each);
    });
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  private static void millionRows() throws SQLException, IOException, InterruptedException {
    Path file = Rows.filled(1_000_000);
    try {
      int status =
          new ProcessBuilder(
                  ProcessHandle.current().info().command().orElseThrow(),
                  SMALL_HEAP,
                  "-XX:+UseSerialGC",
                  "--enable-native-access=ALL-UNNAMED",
                  Rows.jvmArgument(file),
                  "-cp",
                  System.getProperty("java.class.path"),
                  MillionRows.class.getName())
              .inheritIO()
              .start()
              .waitFor();
      if (status != 0) {
        throw new IllegalStateException("a million rows did not go through " + SMALL_HEAP);
      }
    } finally {
      Rows.delete(file);
    }
  }
}
