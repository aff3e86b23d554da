package chat.tacet.r2dbc.sqlite;

import io.r2dbc.spi.ConnectionFactoryMetadata;
import io.r2dbc.spi.ConnectionMetadata;

/** Says what database this is. */
final class SqliteMetadata {

  /** The product's name, by which Spring finds the dialect. */
  static final String NAME = "SQLite";

  private SqliteMetadata() {}

  record OfFactory() implements ConnectionFactoryMetadata {
    @Override
    public String getName() {
      return NAME;
    }
  }

  record OfConnection(String version) implements ConnectionMetadata {
    @Override
    public String getDatabaseProductName() {
      return NAME;
    }

    @Override
    public String getDatabaseVersion() {
      return version;
    }
  }
}
