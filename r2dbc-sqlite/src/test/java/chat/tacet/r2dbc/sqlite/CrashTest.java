package chat.tacet.r2dbc.sqlite;

import static chat.tacet.r2dbc.sqlite.Databases.PATIENCE;
import static chat.tacet.r2dbc.sqlite.Databases.connect;
import static chat.tacet.r2dbc.sqlite.Databases.query;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What was acknowledged as committed is there after the process was killed in the middle of its
 * work.
 */
class CrashTest {

  private static final int ACKNOWLEDGEMENTS_BEFORE_THE_KILL = 200;

  /** One with every run of the tests; {@code ./tacet verify driver} kills a hundred times. */
  private static final int CYCLES = Integer.getInteger("tacet.crash.cycles", 1);

  @TempDir Path directory;

  static IntStream cycles() {
    return IntStream.range(0, CYCLES);
  }

  @ParameterizedTest
  @MethodSource("cycles")
  void acknowledgedCommitsSurviveKillMinusNine(int cycle) throws IOException, InterruptedException {
    Path file = directory.resolve("crash-" + cycle + ".db");
    Process writer = start(file);
    Set<Integer> acknowledged;
    try {
      acknowledged = readAcknowledgements(writer);
    } finally {
      writer.destroyForcibly(); // SIGKILL
      assertThat(writer.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }
    assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(ACKNOWLEDGEMENTS_BEFORE_THE_KILL);

    SqliteConnectionFactory factory = Databases.open(file);
    SqliteConnection connection = connect(factory);
    assertThat(query(connection, "PRAGMA integrity_check", String.class).blockLast(PATIENCE))
        .isEqualTo("ok");
    List<Integer> stored =
        query(connection, "SELECT id FROM note", Integer.class)
            .collectList()
            .blockOptional(PATIENCE)
            .orElseThrow();
    assertThat(stored).containsAll(acknowledged);
    assertThat(query(connection, "SELECT count(*) FROM half", Integer.class).blockLast(PATIENCE))
        .as("transactions are there whole or not at all")
        .isEqualTo(stored.size());
    factory.close().block(PATIENCE);
  }

  /** Reads on to the end of the pipe: what was printed before the kill was acknowledged. */
  private static Set<Integer> readAcknowledgements(Process writer) throws IOException {
    Set<Integer> acknowledged = new HashSet<>();
    try (BufferedReader lines = writer.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        acknowledged.add(Integer.valueOf(line));
        if (acknowledged.size() == ACKNOWLEDGEMENTS_BEFORE_THE_KILL) {
          writer
              .toHandle()
              .destroyForcibly(); // unlike the process's own, it leaves the pipe readable
        }
      }
    }
    return acknowledged;
  }

  private static Process start(Path file) throws IOException {
    return new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            CrashingWriter.class.getName(),
            file.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
