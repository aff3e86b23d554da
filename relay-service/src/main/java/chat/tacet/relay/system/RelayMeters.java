package chat.tacet.relay.system;

import chat.tacet.kit.metrics.Meters;
import chat.tacet.relay.limits.RelayLimits;
import chat.tacet.relay.mailbox.redis.MailboxSurvey;
import chat.tacet.relay.mailbox.redis.StoreGauge;
import chat.tacet.relay.mailbox.redis.WaitingMail;
import chat.tacet.relay.redis.RedisLink;
import chat.tacet.relay.roster.Roster;
import chat.tacet.relay.tally.Tally;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What is counted of this node, and of the store that it shares with others. */
@Configuration(proxyBeanMethods = false)
class RelayMeters {

  @Bean
  Tally tally(Meters meters, Roster roster, StoreGauge store) {
    meters.gauge("tacet.sockets", "Devices connected to this node", roster::size);
    meters.gauge(
        "tacet.store.filled",
        "How much of the room for mail is taken: at 1 no new mail is stored",
        store::filled);
    return new Tally(meters);
  }

  @Bean
  WaitingMail waitingMail(
      RedisLink redis, MailboxSurvey survey, Clock clock, RelayLimits limits, Meters meters) {
    double retention = limits.mailbox().retention().toSeconds();
    meters.gauge("tacet.mail.retention.seconds", "Age at which mail expires", () -> retention);
    return new WaitingMail(redis, survey, clock, meters);
  }
}
