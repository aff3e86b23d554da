package chat.tacet.kit.testing;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A real PostgreSQL on loopback, one for all tests of this JVM; it ends with the JVM. In a
 * container if {@link ServerContainer#isWanted}, else Debian's.
 */
public final class TestPostgres {

  private final Server server;
  private final AtomicInteger databases = new AtomicInteger();

  private TestPostgres(Server server) {
    this.server = server;
  }

  /** One whose user {@code tacet} may do everything, without a password. */
  interface Server {
    int port();

    void create(String database);
  }

  /** The one cluster of this JVM. */
  public static TestPostgres shared() {
    return Shared.CLUSTER;
  }

  /**
   * Makes an empty database.
   *
   * @return its R2DBC URL, credentials included, as {@code TACET_…_DATABASE_URL} wants it
   */
  public String newDatabaseUrl() {
    String name = "test" + databases.incrementAndGet();
    server.create(name);
    return "r2dbc:postgresql://tacet@127.0.0.1:" + server.port() + "/" + name;
  }

  private static final class Shared {
    static final TestPostgres CLUSTER =
        new TestPostgres(
            ServerContainer.isWanted() ? ContainedPostgres.start() : DebianPostgres.start());
  }
}
