package chat.tacet.auth.system;

import chat.tacet.kit.metrics.Meters;
import chat.tacet.kit.outbox.Outbox;
import chat.tacet.kit.outbox.OutboxGauge;
import chat.tacet.kit.outbox.OutboxHandler;
import chat.tacet.kit.outbox.OutboxLimits;
import chat.tacet.kit.outbox.OutboxPublisher;
import java.time.Clock;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;

/** What others must learn of this service's changes. */
@Configuration(proxyBeanMethods = false)
class OutboxConfiguration {

  @Bean
  Outbox outbox(DatabaseClient database, Clock clock) {
    return new Outbox(database, clock);
  }

  @Bean
  OutboxGauge outboxGauge(DatabaseClient database, Meters meters) {
    return new OutboxGauge(database, meters);
  }

  @Bean
  OutboxPublisher outboxPublisher(
      Outbox outbox, DatabaseClient database, Clock clock, List<OutboxHandler> handlers) {
    return new OutboxPublisher(outbox, database, clock, handlers, OutboxLimits.DEFAULT);
  }
}
