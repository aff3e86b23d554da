package chat.tacet.kit.testing;

import java.io.IOException;
import java.io.UncheckedIOException;

/** PostgreSQL in a container. */
final class ContainedPostgres implements TestPostgres.Server {

  private static final int PORT_INSIDE = 5432;

  /** Not by the entrypoint of the image, so that any image with its programs will do. */
  private static final String RUN =
      """
      initdb -D /tmp/data -U tacet --auth=trust -E UTF8 --locale=C --no-sync
      echo 'host all all all trust' >> /tmp/data/pg_hba.conf
      exec postgres -D /tmp/data -c listen_addresses='*' -c unix_socket_directories= -c fsync=off -c deadlock_timeout=50ms
      """;

  private final ServerContainer container;
  private final int port;

  private ContainedPostgres(ServerContainer container, int port) {
    this.container = container;
    this.port = port;
  }

  static ContainedPostgres start() {
    int port = FreePort.find();
    var container =
        new ServerContainer("TACET_POSTGRES_IMAGE", "postgres:17", PORT_INSIDE, port)
            // The number of "postgres" in the image: it refuses to run as root.
            .withCreateContainerCmdModifier(
                create -> create.withUser("999:999").withEntrypoint("bash", "-euc", RUN))
            .whenItSays(".*database system is ready to accept connections.*");
    container.start();
    Runtime.getRuntime().addShutdownHook(new Thread(container::stop));
    return new ContainedPostgres(container, port);
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public void create(String database) {
    try {
      var result =
          container.execInContainer("createdb", "-h", "127.0.0.1", "-U", "tacet", database);
      if (result.getExitCode() != 0) {
        throw new IllegalStateException("createdb failed: " + result.getStderr());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
