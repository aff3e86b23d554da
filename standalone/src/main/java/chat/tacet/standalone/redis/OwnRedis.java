package chat.tacet.standalone.redis;

import chat.tacet.kit.boot.StartRefusedException;
import chat.tacet.standalone.port.LoopbackPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A redis-server that lives as long as this process: loopback only, with a password nobody else
 * knows.
 */
public final class OwnRedis implements AutoCloseable {

  /** A port may be taken between our asking for a free one and Redis binding it. */
  private static final int ATTEMPTS = 3;

  /** Redis answers at once, or after it has read its file: gigabytes take a while. */
  private static final Duration MAX_START = Duration.ofSeconds(90);

  private static final Duration MAX_STOP = Duration.ofSeconds(20);
  private static final Duration POLL = Duration.ofMillis(20);
  private static final int SOCKET_TIMEOUT_MS = 2_000;
  private static final int PASSWORD_BYTES = 32;

  private final RedisConfiguration configuration;
  private final ProcessHandle process;

  private OwnRedis(RedisConfiguration configuration, ProcessHandle process) {
    this.configuration = configuration;
    this.process = process;
  }

  /**
   * Starts it on the files in a directory; one that a killed Tacet left running on them is stopped
   * first.
   *
   * @param maxMemoryMb what it may hold, in MiB
   * @throws StartRefusedException if there is no Redis to run, or it does not start
   */
  public static OwnRedis start(Path directory, int maxMemoryMb) {
    return start(directory, maxMemoryMb, RedisBinary.find(directory));
  }

  static OwnRedis start(Path directory, int maxMemoryMb, RedisBinary binary) {
    refuseOlderRedis(directory, binary);
    stopOrphan(directory);
    for (int attempt = 1; ; attempt++) {
      var configuration =
          new RedisConfiguration(directory, LoopbackPort.choose(), newPassword(), maxMemoryMb);
      try {
        configuration.write();
        return launch(binary, configuration);
      } catch (IOException failed) {
        if (attempt == ATTEMPTS) {
          throw new StartRefusedException(
              "Redis (%s) does not start.".formatted(binary.path()),
              "Its own words are at the end of %s.".formatted(configuration.logFile()),
              failed);
        }
      }
    }
  }

  /** {@code redis://…} with the password: never to be logged. */
  public String url() {
    return "redis://:%s@127.0.0.1:%d".formatted(configuration.password(), configuration.port());
  }

  /** Runs the action if Redis ends before it is closed. */
  public void onUnexpectedEnd(Runnable action) {
    var _ = process.onExit().thenRun(action);
  }

  /** Stops it. Everything it accepted is on disk already. */
  @Override
  public void close() {
    stop(process);
  }

  private static OwnRedis launch(RedisBinary binary, RedisConfiguration configuration)
      throws IOException {
    Files.deleteIfExists(configuration.pidFile());
    var parent =
        new ProcessBuilder(binary.path().toString(), configuration.file().toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      return await(configuration, parent);
    } catch (IOException failed) {
      processId(configuration.directory()).flatMap(OwnRedis::alive).ifPresent(OwnRedis::stop);
      throw failed;
    }
  }

  /** The process id that is written there now can only be that of the one just started. */
  private static OwnRedis await(RedisConfiguration configuration, Process parent)
      throws IOException {
    var deadline = System.nanoTime() + MAX_START.toNanos();
    while (System.nanoTime() < deadline) {
      var id = processId(configuration.directory());
      var running = id.flatMap(OwnRedis::alive);
      if (running.isPresent() && answers(configuration)) {
        return new OwnRedis(configuration, running.get());
      }
      if (running.isEmpty() && !parent.isAlive() && (parent.exitValue() != 0 || id.isPresent())) {
        throw new IOException("redis-server ended at once");
      }
      pause();
    }
    throw new IOException("redis-server does not answer");
  }

  /**
   * Redis 7 keeps its log in a directory that Redis 6 does not look into: it would start empty, and
   * the mail would seem gone.
   */
  private static void refuseOlderRedis(Path directory, RedisBinary binary) {
    if (binary.majorVersion() < 7 && Files.isDirectory(directory.resolve("appendonlydir"))) {
      throw new StartRefusedException(
          "The mail in %s was written by Redis 7 or newer, which is no longer installed."
              .formatted(directory),
          "Install redis-server 7 or newer.");
    }
  }

  /** Stops the Redis that a killed Tacet left running on this directory, if there is one. */
  public static void stopOrphan(Path directory) {
    runningFrom(directory).ifPresent(OwnRedis::stop);
  }

  /** Whether one runs on this directory; a file of one that was killed is no sign of it. */
  public static boolean runs(Path directory) {
    return runningFrom(directory).isPresent();
  }

  /**
   * The Redis that was started with the configuration file of this directory, if it runs. A
   * recycled process id is not taken for it.
   */
  private static Optional<ProcessHandle> runningFrom(Path directory) {
    return processId(directory)
        .flatMap(OwnRedis::alive)
        .filter(process -> isOurs(process, directory));
  }

  /** What Redis has written into its file, if anything yet. */
  private static Optional<Long> processId(Path directory) {
    var file = directory.resolve("redis.pid");
    try {
      var id = Files.exists(file) ? Files.readString(file).strip() : "";
      return id.isEmpty() ? Optional.empty() : Optional.of(Long.valueOf(id));
    } catch (IOException | NumberFormatException unreadable) {
      return Optional.empty();
    }
  }

  private static Optional<ProcessHandle> alive(long id) {
    return ProcessHandle.of(id).filter(ProcessHandle::isAlive);
  }

  /**
   * Redis works in the directory of its files; what it is called is up to whoever packaged it:
   * redis-server may be a link to valkey-server.
   */
  private static boolean isOurs(ProcessHandle process, Path directory) {
    try {
      return Files.isSameFile(Path.of("/proc", Long.toString(process.pid()), "cwd"), directory);
    } catch (IOException noProc) {
      return process
          .info()
          .command()
          .map(command -> command.contains("redis") || command.contains("valkey"))
          .orElse(false);
    }
  }

  /**
   * Asks, waits, and at last insists. It is no child of ours, so nobody tells us when it has gone.
   */
  private static void stop(ProcessHandle process) {
    process.destroy();
    var deadline = System.nanoTime() + MAX_STOP.toNanos();
    try {
      while (process.isAlive() && System.nanoTime() < deadline) {
        pause();
      }
    } catch (IOException interrupted) {
      // Insisting is all that is left.
    }
    process.destroyForcibly();
  }

  private static boolean answers(RedisConfiguration configuration) {
    try (var socket =
        new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), configuration.port())) {
      socket.setSoTimeout(SOCKET_TIMEOUT_MS);
      socket
          .getOutputStream()
          .write(
              "AUTH %s\r\nPING\r\nQUIT\r\n"
                  .formatted(configuration.password())
                  .getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
          .contains("+PONG");
    } catch (IOException notYet) {
      return false;
    }
  }

  private static String newPassword() {
    var bytes = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(POLL);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    }
  }
}
