package chat.tacet.kit.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A real Redis Cluster of three masters on loopback, processes of the installed redis-server, which
 * forget everything. One for all tests of this JVM; it ends with the JVM.
 */
public final class TestCluster {

  private static final int MASTERS = 3;
  private static final long WITHIN_SECONDS = 60;

  /**
   * Nodes are told once to meet, and forget it after 15 s; redis-cli waits for ever then. It was
   * seen where containers were built beside the tests: nodes sync their files while they meet.
   */
  private static final int ATTEMPTS = 3;

  private static final String LOOPBACK = "127.0.0.1";

  private final Path directory;
  private final List<Process> processes = new ArrayList<>();
  private final List<Integer> ports = new ArrayList<>();

  private TestCluster(Path directory) {
    this.directory = directory;
  }

  /** The one cluster of this JVM. */
  public static TestCluster shared() {
    return Shared.CLUSTER;
  }

  /** For {@code TACET_REDIS_URL}; names one node, the others have to be found. */
  public String url() {
    return "redis-cluster://" + LOOPBACK + ":" + ports.getFirst();
  }

  private static TestCluster start() {
    try {
      for (int attempt = 1; ; attempt++) {
        var cluster = new TestCluster(Files.createTempDirectory("tacet-cluster"));
        Runtime.getRuntime().addShutdownHook(new Thread(cluster::stop));
        try {
          cluster.begin();
          return cluster;
        } catch (IllegalStateException apart) {
          cluster.stop();
          if (attempt == ATTEMPTS) {
            throw apart;
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("apt-get install redis-server", e);
    }
  }

  private void begin() throws IOException {
    for (int i = 0; i < MASTERS; i++) {
      startNode();
    }
    join();
  }

  private void startNode() throws IOException {
    int port = FreePort.find();
    ports.add(port);
    processes.add(
        new ProcessBuilder(
                "redis-server",
                "--port",
                port + "",
                "--cluster-port",
                FreePort.find() + "",
                "--bind",
                LOOPBACK,
                "--cluster-enabled",
                "yes",
                "--cluster-config-file",
                directory.resolve("nodes-" + port).toString(),
                "--dir",
                directory.toString(),
                "--save",
                "",
                "--maxmemory-policy",
                "noeviction")
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log-" + port).toFile())
            .start());
  }

  /** Gives each node a third of the slots, once all of them answer. */
  private void join() throws IOException {
    for (int port : ports) {
      untilSaid("PONG", "-p", port + "", "PING");
    }
    String nodes =
        ports.stream().map(port -> LOOPBACK + ":" + port).collect(Collectors.joining(" "));
    var create = new ArrayList<>(List.of("--cluster", "create"));
    create.addAll(List.of(nodes.split(" ")));
    create.add("--cluster-yes");
    String said = cli(create.toArray(String[]::new));
    if (!said.contains("All 16384 slots covered")) {
      throw new IllegalStateException(said);
    }
    for (int port : ports) {
      untilSaid("cluster_state:ok", "-p", port + "", "CLUSTER", "INFO");
    }
  }

  private void untilSaid(String wanted, String... question) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WITHIN_SECONDS);
    while (true) {
      String said = cli(question);
      if (said.contains(wanted)) {
        return;
      }
      requireAlive();
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(String.join(" ", question) + ": " + said);
      }
    }
  }

  private void requireAlive() throws IOException {
    for (int i = 0; i < processes.size(); i++) {
      if (!processes.get(i).isAlive()) {
        throw new IllegalStateException(
            Files.readString(directory.resolve("log-" + ports.get(i)), StandardCharsets.UTF_8));
      }
    }
  }

  private String cli(String... arguments) throws IOException {
    var command = new ArrayList<>(List.of("redis-cli"));
    command.addAll(List.of(arguments));
    Path output = directory.resolve("cli.out");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      if (!process.waitFor(WITHIN_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      return Files.readString(output, StandardCharsets.UTF_8);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void stop() {
    processes.forEach(Process::destroyForcibly);
    processes.forEach(process -> process.onExit().join());
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Shared {
    static final TestCluster CLUSTER = start();
  }
}
