package chat.tacet.r2dbc.sqlite.spring;

import io.r2dbc.spi.ConnectionFactory;

/** Recognises this driver by the name its metadata gives, also through pools and other wrappers. */
final class Sqlite {

  private static final String NAME = "SQLite";

  private Sqlite() {}

  static boolean isBehind(ConnectionFactory connectionFactory) {
    return NAME.equals(connectionFactory.getMetadata().getName());
  }
}
