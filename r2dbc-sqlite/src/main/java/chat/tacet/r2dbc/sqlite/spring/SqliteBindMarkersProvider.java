package chat.tacet.r2dbc.sqlite.spring;

import io.r2dbc.spi.ConnectionFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.binding.BindMarkersFactory;
import org.springframework.r2dbc.core.binding.BindMarkersFactoryResolver;

/**
 * Offers the bind markers to Spring's DatabaseClient; registered in {@code
 * META-INF/spring.factories}.
 */
final class SqliteBindMarkersProvider
    implements BindMarkersFactoryResolver.BindMarkerFactoryProvider {

  /** Like PostgreSQL's, so that handwritten SQL runs on both. */
  static final BindMarkersFactory MARKERS = BindMarkersFactory.indexed("$", 1);

  @Override
  public @Nullable BindMarkersFactory getBindMarkers(ConnectionFactory connectionFactory) {
    return Sqlite.isBehind(connectionFactory) ? MARKERS : null;
  }
}
