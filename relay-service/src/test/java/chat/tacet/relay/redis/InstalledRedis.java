package chat.tacet.relay.redis;

import chat.tacet.kit.testing.FreePort;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * The machine's own redis-server, newer than the bundled one, which can be killed and come back.
 */
public final class InstalledRedis implements AutoCloseable {

  private final int port = FreePort.find();
  private final Path directory;
  private final List<String> options;
  private Process process;

  private InstalledRedis(Map<String, String> settings) {
    try {
      directory = Files.createTempDirectory("tacet-redis");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    options = new ArrayList<>();
    settings.forEach((name, value) -> options.addAll(List.of("--" + name, value)));
    process = launch();
  }

  /** One that forgets everything. */
  public static InstalledRedis forgetful() {
    return new InstalledRedis(Map.of("save", "", "appendonly", "no"));
  }

  /** One that has on disk whatever it has said yes to. */
  public static InstalledRedis durable() {
    return new InstalledRedis(Map.of("save", "", "appendonly", "yes", "appendfsync", "always"));
  }

  public String url() {
    return "redis://127.0.0.1:" + port;
  }

  /** kill -9. */
  public void kill() {
    try {
      process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Starts it again over the files it left. */
  public void restart() {
    process = launch();
  }

  private Process launch() {
    List<String> command =
        new ArrayList<>(
            List.of(
                "redis-server",
                "--port",
                String.valueOf(port),
                "--bind",
                "127.0.0.1",
                "--dir",
                directory.toString()));
    command.addAll(options);
    try {
      Process started =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("log").toFile())
              .start();
      Awaitility.await("redis-server answers").until(this::answers);
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException("apt-get install redis-server", e);
    }
  }

  private boolean answers() {
    RedisClient client = RedisClient.create(RedisURI.create(url()));
    try (StatefulRedisConnection<String, String> connection = client.connect()) {
      return connection.sync().ping().equals("PONG");
    } catch (RedisException e) {
      return false;
    } finally {
      client.shutdown();
    }
  }

  @Override
  public void close() {
    kill();
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
