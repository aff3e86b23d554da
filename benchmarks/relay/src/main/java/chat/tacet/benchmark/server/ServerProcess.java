package chat.tacet.benchmark.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A server under test, alone on the first core with the store it uses; clients have the other. */
public final class ServerProcess implements AutoCloseable {

  /** As Linux counts: {@code getconf CLK_TCK}, the same on every architecture today. */
  private static final int TICKS_PER_SECOND = 100;

  private static final String CORE = "0";
  private static final Duration MAX_START = Duration.ofSeconds(90);
  private static final Duration MAX_STOP = Duration.ofSeconds(20);

  private final String name;
  private final Process process;

  private ServerProcess(String name, Process process) {
    this.name = name;
    this.process = process;
  }

  /**
   * Starts it and waits until it is there.
   *
   * @param log where its words go
   */
  public static ServerProcess start(
      String name,
      List<String> command,
      Map<String, String> environment,
      Path log,
      BooleanSupplier there) {
    List<String> pinned = new ArrayList<>(List.of("taskset", "-c", CORE));
    pinned.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(pinned)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    try {
      var server = new ServerProcess(name, builder.start());
      Runtime.getRuntime().addShutdownHook(new Thread(server.process::destroyForcibly));
      server.await(there, log);
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void await(BooleanSupplier there, Path log) {
    long deadline = System.nanoTime() + MAX_START.toNanos();
    while (!there.getAsBoolean()) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        process.destroyForcibly();
        throw new IllegalStateException(name + " does not start; see " + log);
      }
      pause(Duration.ofMillis(100));
    }
  }

  /** What it has used of the core since it started. */
  public Duration cpu() {
    return cpuIn(read("stat"));
  }

  private static Duration cpuIn(String stat) {
    // Fields 14 and 15, counted behind the name, which may hold spaces.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    return Duration.ofMillis(ticks * 1000 / TICKS_PER_SECOND);
  }

  /** The part of it that the compilers of a JVM have used; nothing elsewhere. */
  public Duration compilerCpu() {
    try (var threads = Files.list(Path.of("/proc", Long.toString(process.pid()), "task"))) {
      return threads
          .map(thread -> readIfThere(thread.resolve("stat")))
          .filter(stat -> stat.contains("(C1 Compiler") || stat.contains("(C2 Compiler"))
          .map(ServerProcess::cpuIn)
          .reduce(Duration.ZERO, Duration::plus);
    } catch (IOException e) {
      throw new UncheckedIOException(name + " is gone", e);
    }
  }

  /** Compiler threads come and go. */
  private static String readIfThere(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException gone) {
      return "";
    }
  }

  /** Its resident memory in KiB. */
  public long residentKib() {
    return read("status")
        .lines()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }

  /**
   * Its resident memory in KiB without what is only garbage: a JVM is asked to collect, and to give
   * free pages back, which the serial collector does.
   */
  public long liveKib() {
    if (read("comm").strip().equals("java")) {
      try {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        for (int i = 0; i < 2; i++) {
          var asked =
              new ProcessBuilder(jcmd.toString(), Long.toString(pid()), "GC.run")
                  .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                  .start();
          asked.waitFor(MAX_STOP.toSeconds(), TimeUnit.SECONDS);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return residentKib();
  }

  public long pid() {
    return process.pid();
  }

  private String read(String file) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(process.pid()), file));
    } catch (IOException e) {
      throw new UncheckedIOException(name + " is gone", e);
    }
  }

  /** Ends it as {@code kill -9} does. */
  public void kill() {
    process.destroyForcibly();
    ended();
  }

  @Override
  public void close() {
    process.destroy();
    if (!ended()) {
      process.destroyForcibly();
    }
  }

  private boolean ended() {
    try {
      return process.waitFor(MAX_STOP.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
