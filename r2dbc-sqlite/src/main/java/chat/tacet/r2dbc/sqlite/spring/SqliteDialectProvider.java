package chat.tacet.r2dbc.sqlite.spring;

import io.r2dbc.spi.ConnectionFactory;
import java.util.Optional;
import org.springframework.data.r2dbc.dialect.DialectResolver;
import org.springframework.data.r2dbc.dialect.R2dbcDialect;

/** Offers the dialect to Spring Data; registered in {@code META-INF/spring.factories}. */
final class SqliteDialectProvider implements DialectResolver.R2dbcDialectProvider {

  @Override
  public Optional<R2dbcDialect> getDialect(ConnectionFactory connectionFactory) {
    return Sqlite.isBehind(connectionFactory)
        ? Optional.of(SqliteDialect.INSTANCE)
        : Optional.empty();
  }
}
