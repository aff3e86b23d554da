package chat.tacet.kit.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import redis.embedded.RedisServer;

/**
 * A real Redis on loopback, without persistence, with the settings the contracts rely on: in a
 * container if {@link ServerContainer#isWanted}, else the bundled one, which is the oldest that is
 * supported.
 */
public final class TestRedis implements AutoCloseable {

  private static final String IMAGE = "TACET_REDIS_IMAGE";
  private static final int PORT_INSIDE = 6379;

  private final Server server;
  private final int port;

  private TestRedis(Server server, int port) {
    this.server = server;
    this.port = port;
  }

  private interface Server {
    void stop() throws IOException;
  }

  /** Starts one for the caller alone; it also ends with the JVM. */
  public static TestRedis start() {
    return start(FreePort.find());
  }

  /** Starts one on a known port, for tests in which Redis comes back. */
  public static TestRedis start(int port) {
    return ServerContainer.isWanted() ? contained(port) : bundled(port);
  }

  /** The bundled one, 6.2, wherever the others come from, for the caller alone. */
  public static TestRedis bundled() {
    return bundled(FreePort.find());
  }

  private static TestRedis contained(int port) {
    var container =
        new ServerContainer(IMAGE, "redis:7.2", PORT_INSIDE, port)
            .withCommand(
                "redis-server",
                "--save",
                "",
                "--appendonly",
                "no",
                "--maxmemory-policy",
                "noeviction",
                "--protected-mode",
                "no")
            .whenItSays(".*Ready to accept connections.*");
    container.start();
    return new TestRedis(container::stop, port);
  }

  private static TestRedis bundled(int port) {
    try {
      RedisServer server =
          RedisServer.newRedisServer()
              .port(port)
              .bind("127.0.0.1")
              .setting("save \"\"")
              .setting("appendonly no")
              .setting("maxmemory-policy noeviction")
              .build();
      server.start();
      return new TestRedis(server::stop, port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The one that tests of this JVM share if they do not stop it or empty it. */
  public static TestRedis shared() {
    return Shared.REDIS;
  }

  /** For {@code TACET_REDIS_URL}. */
  public String url() {
    return "redis://127.0.0.1:" + port;
  }

  public int port() {
    return port;
  }

  /** Stops it; what it held is gone. */
  @Override
  public void close() {
    try {
      server.stop();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Shared {
    static final TestRedis REDIS = start();

    static {
      Runtime.getRuntime().addShutdownHook(new Thread(REDIS::close));
    }
  }
}
