package chat.tacet.standalone.redis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * How our Redis runs. It holds mail that exists nowhere else, hence:
 *
 * @param directory where its files lie; only this user may read it
 * @param port on the loopback interface
 * @param password generated for this start
 * @param maxMemoryMb what it may hold, in MiB. When that is full it refuses writes, and senders are
 *     told; nothing is ever evicted
 */
record RedisConfiguration(Path directory, int port, String password, int maxMemoryMb) {

  Path file() {
    return directory.resolve("redis.conf");
  }

  Path pidFile() {
    return directory.resolve("redis.pid");
  }

  Path logFile() {
    return directory.resolve("redis.log");
  }

  /** Writes the file, readable by this user only: it holds the password. */
  void write() throws IOException {
    var fresh =
        Files.createTempFile(
            directory,
            "redis",
            ".conf",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(fresh, text());
    Files.move(fresh, file(), StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * {@code daemonize} makes Redis lead a session of its own: Ctrl-C reaches us alone, and we stop
   * Redis last.
   */
  private String text() {
    return """
    # Written by Tacet at every start.
    bind 127.0.0.1
    port %d
    protected-mode yes
    requirepass %s
    databases 1
    daemonize yes
    pidfile "%s"
    logfile "%s"
    dir "%s"

    # A message is "Sent" once the relay has it for certain. "always" syncs before it answers, and
    # groups the commits of concurrent senders.
    appendonly yes
    appendfsync always
    save ""

    # Mailboxes are many short streams: small nodes take 1.6 KB for a message of 1 KB, not 4.4.
    stream-node-max-bytes 1024
    maxmemory %dmb
    maxmemory-policy noeviction
    """
        .formatted(port, password, pidFile(), logFile(), directory, maxMemoryMb);
  }
}
