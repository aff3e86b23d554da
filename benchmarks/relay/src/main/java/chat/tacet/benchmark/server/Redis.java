package chat.tacet.benchmark.server;

import chat.tacet.kit.testing.FreePort;
import io.lettuce.core.RedisClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A Redis as Tacet runs it, but for the policy and as much memory as it wants. */
public final class Redis implements AutoCloseable {

  private final int port = FreePort.find();
  private final Path directory;
  private final String appendFsync;
  private ServerProcess process;

  /**
   * Starts one with nothing in it.
   *
   * @param appendFsync {@code always} or {@code everysec}
   */
  public Redis(Path parent, String appendFsync) {
    try {
      this.directory = Files.createTempDirectory(parent, "redis");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.appendFsync = appendFsync;
    this.process = start();
  }

  private ServerProcess start() {
    String options =
        "--port %d --bind 127.0.0.1 --dir %s --databases 1 --appendonly yes --appendfsync %s"
                .formatted(port, directory, appendFsync)
            + " --stream-node-max-bytes 1024 --maxmemory 4gb --maxmemory-policy noeviction";
    List<String> command = new ArrayList<>(List.of("redis-server"));
    command.addAll(List.of(options.split(" ", -1)));
    command.addAll(List.of("--save", ""));
    return ServerProcess.start(
        "redis-server", command, Map.of(), directory.resolve("log"), () -> Ports.listens(port));
  }

  /** What all that it holds takes, in bytes. */
  public long usedMemory() {
    try (RedisClient client = RedisClient.create(url());
        var connection = client.connect()) {
      return connection
          .sync()
          .info("memory")
          .lines()
          .filter(line -> line.startsWith("used_memory:"))
          .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
          .findFirst()
          .orElseThrow();
    }
  }

  public String url() {
    return "redis://127.0.0.1:" + port;
  }

  public ServerProcess process() {
    return process;
  }

  /** Ends it as {@code kill -9} does, and starts it on its files. */
  public void killAndRestart() {
    process.kill();
    process = start();
  }

  @Override
  public void close() {
    process.close();
  }
}
