package chat.tacet.kit.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import redis.embedded.RedisServer;

/** A real Redis on loopback, without persistence, with the settings the contracts rely on. */
public final class TestRedis implements AutoCloseable {

  private final RedisServer server;
  private final int port;

  private TestRedis(RedisServer server, int port) {
    this.server = server;
    this.port = port;
  }

  /** Starts one for the caller alone; it also ends with the JVM. */
  public static TestRedis start() {
    return start(FreePort.find());
  }

  /** Starts one on a known port, for tests in which Redis comes back. */
  public static TestRedis start(int port) {
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
      return new TestRedis(server, port);
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
