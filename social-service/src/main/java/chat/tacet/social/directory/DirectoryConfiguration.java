package chat.tacet.social.directory;

import chat.tacet.kit.metrics.Meters;
import chat.tacet.kit.outbox.Outbox;
import chat.tacet.kit.outbox.OutboxGauge;
import chat.tacet.kit.outbox.OutboxHandler;
import chat.tacet.kit.outbox.OutboxLimits;
import chat.tacet.kit.outbox.OutboxPublisher;
import chat.tacet.kit.work.RepeatedWork;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;

@Configuration(proxyBeanMethods = false)
class DirectoryConfiguration {

  @Bean
  Outbox outbox(DatabaseClient database, Clock clock) {
    return new Outbox(database, clock);
  }

  @Bean
  RepeatedWork directoryKept(DirectoryKeeper keeper) {
    return new RepeatedWork(
        "The directory cannot be looked at", DirectoryKeeper.LOOK_EVERY, keeper::keep);
  }

  @Bean
  OutboxGauge outboxGauge(DatabaseClient database, Meters meters) {
    return new OutboxGauge(database, meters);
  }

  @Bean
  OutboxPublisher outboxPublisher(
      Outbox outbox,
      DatabaseClient database,
      Clock clock,
      List<DirectorySource> sources,
      FormerDevices formerDevices,
      Projection projection) {
    var handlers = new ArrayList<OutboxHandler>();
    for (var source : sources) {
      handlers.add(new DirectoryHandler(source, projection));
      if (source.topic() == Topic.DEVICES) {
        handlers.add(new RemovalHandler(formerDevices, source, projection));
      }
    }
    return new OutboxPublisher(outbox, database, clock, handlers, OutboxLimits.DEFAULT);
  }
}
