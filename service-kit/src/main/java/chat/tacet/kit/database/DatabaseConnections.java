package chat.tacet.kit.database;

import io.r2dbc.spi.Closeable;
import io.r2dbc.spi.ConnectionFactory;
import java.time.Duration;
import reactor.core.publisher.Mono;

/** The connections of this service; closed when it stops, after everything that uses them. */
final class DatabaseConnections implements AutoCloseable {

  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(3);

  private final ConnectionFactory factory;

  DatabaseConnections(ConnectionFactory factory) {
    this.factory = factory;
  }

  ConnectionFactory factory() {
    return factory;
  }

  /** Waits for the end: whoever starts the service again on the same file must find it closed. */
  @Override
  public void close() {
    if (factory instanceof Closeable closeable) {
      Mono.from(closeable.close()).timeout(CLOSE_WITHIN, Mono.empty()).block();
    }
  }
}
