package chat.tacet.kit.database;

import chat.tacet.kit.boot.StartRefusedException;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.ReactiveTransactionManager;

/** Migrates the service's database, then connects to it. */
@AutoConfiguration
@EnableConfigurationProperties(DatabaseProperties.class)
public class DatabaseAutoConfiguration {

  /** A few per core is what either database can use; more would only queue there. */
  private static final int MAX_CONNECTIONS = 16;

  /** A request that waits longer for a connection is answered with {@code unavailable}. */
  private static final Duration MAX_ACQUIRE = Duration.ofSeconds(3);

  private static final Duration MAX_CONNECT = Duration.ofSeconds(3);
  private static final Duration MAX_IDLE = Duration.ofMinutes(10);

  /**
   * A name may lead to another server meanwhile, and what serves a connection there keeps all the
   * memory that it ever needed.
   */
  private static final Duration MAX_LIFE = Duration.ofMinutes(30);

  @Bean
  DatabaseUrl databaseUrl(DatabaseProperties properties) {
    return DatabaseUrl.parse(properties.url());
  }

  @Bean(initMethod = "run")
  Migrations migrations(DatabaseUrl url, DatabaseProperties properties) {
    url.file().map(Path::toAbsolutePath).map(Path::getParent).ifPresent(this::createDirectories);
    return new Migrations(url, properties.migrations());
  }

  private void createDirectories(Path directory) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new StartRefusedException(
          "The folder of the database cannot be made.",
          "Check that its parent exists and may be written to.",
          e);
    }
  }

  /** Takes the migrations as an argument so that nobody reads a table before it exists. */
  @Bean
  DatabaseConnections databaseConnections(DatabaseUrl url, Migrations migrated) {
    return connections(url, LentConnections.MAX_LENT);
  }

  static DatabaseConnections connections(DatabaseUrl url, Duration maxLent) {
    var driver = ConnectionFactories.get(url.options());
    return switch (url.kind()) {
      case SQLITE -> new DatabaseConnections(driver); // shares its few threads by itself
      case POSTGRESQL -> new DatabaseConnections(pooled(driver, maxLent));
    };
  }

  private static ConnectionPool pooled(ConnectionFactory driver, Duration maxLent) {
    var lent = new LentConnections(maxLent);
    return new ConnectionPool(
        ConnectionPoolConfiguration.builder(driver)
            .initialSize(1)
            .maxSize(MAX_CONNECTIONS)
            .maxAcquireTime(MAX_ACQUIRE)
            .maxCreateConnectionTime(MAX_CONNECT)
            .backgroundEvictionInterval(MAX_IDLE)
            .postAllocate(lent::lent)
            .preRelease(lent::returned)
            .customizer(pool ->
                pool.destroyHandler(lent::discarded)
                    .evictionPredicate((connection, known) ->
                        known.idleTime() >= MAX_IDLE.toMillis()
                            || known.lifeTime() >= MAX_LIFE.toMillis()
                            || lent.isSuspect(connection)))
            .build());
  }

  /** {@link DatabaseConnections} closes it and bounds the wait; Spring by itself would not. */
  @Bean(destroyMethod = "")
  ConnectionFactory connectionFactory(DatabaseConnections connections) {
    return connections.factory();
  }

  @Bean
  DatabaseClient databaseClient(ConnectionFactory connections) {
    return DatabaseClient.create(connections);
  }

  @Bean
  ReactiveTransactionManager transactionManager(ConnectionFactory connections) {
    return new R2dbcTransactionManager(connections);
  }

  @Bean
  Transactions transactions(ReactiveTransactionManager manager) {
    return new Transactions(manager);
  }
}
