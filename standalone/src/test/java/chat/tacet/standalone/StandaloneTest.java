package chat.tacet.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.kit.testing.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process of its own, as {@code ./tacet up} runs it: what is read on its terminal. */
class StandaloneTest {

  private static final int MAX_RUN_S = 120;

  @TempDir private Path data;

  /** Says that it started a gateway, and has not. */
  static final class Breaks {

    public static void main(String[] args) {
      new Standalone()
          .run(
              (variables, gatewayVariables, undo, failed) -> {
                var cause = new IllegalStateException("the moon is in the way");
                throw args[0].equals("said") ? new AlreadySaidException(cause) : cause;
              },
              false);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"[::1]", "::"})
  void onAnAddressOfIpv6ItStartsWhereTheMachineHasOne(String bind) throws Exception {
    var run = run(bind, Standalone.class, "train");

    if (hasIpv6()) {
      assertThat(run.words()).contains("Tacet is here");
      assertThat(data.resolve("data/redis/redis.conf")).content().contains("maxmemory 96mb");
      assertThat(run.status()).isZero();
    } else {
      assertThat(run.words()).contains("tacet: This machine has no address ::");
      assertThat(run.status()).isEqualTo(1);
    }
  }

  @Test
  void whatNobodyForesawIsSaid() throws Exception {
    var run = run("127.0.0.1", Breaks.class, "unsaid");

    assertThat(run.words()).contains("tacet: Tacet could not start", "the moon is in the way");
    assertThat(run.status()).isEqualTo(1);
  }

  @Test
  void whatAServiceHasSaidIsNotSaidAgain() throws Exception {
    var run = run("127.0.0.1", Breaks.class, "said");

    assertThat(run.words()).doesNotContain("could not start", "the moon");
    assertThat(run.status()).isEqualTo(1);
  }

  private static boolean hasIpv6() {
    try (var _ = new ServerSocket(0, 1, InetAddress.getAllByName("::1")[0])) {
      return true;
    } catch (IOException none) {
      return false;
    }
  }

  private record Run(String words, int status) {}

  private Run run(String bind, Class<?> program, String argument)
      throws IOException, InterruptedException {
    var site = Files.createDirectories(data.resolve("site"));
    Files.writeString(site.resolve("index.html"), "<!doctype html>");
    var words = data.resolve("words");
    var builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName(),
                argument)
            .redirectErrorStream(true)
            .redirectOutput(words.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("TACET_"));
    builder
        .environment()
        .putAll(
            Map.of(
                "TACET_BIND",
                bind,
                "TACET_PORT",
                Integer.toString(FreePort.find()),
                "TACET_REDIS_MEMORY",
                "96mb",
                "TACET_DATA",
                data.resolve("data").toString(),
                "TACET_WEB_ROOT",
                site.toString()));
    var process = builder.start();
    try {
      assertThat(process.waitFor(MAX_RUN_S, TimeUnit.SECONDS)).isTrue();
      return new Run(Files.readString(words), process.exitValue());
    } finally {
      process.destroy();
    }
  }
}
