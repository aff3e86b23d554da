package chat.tacet.relay.system;

import chat.tacet.kit.token.ScopeRules;
import chat.tacet.relay.connection.ListedDevices;
import chat.tacet.relay.connection.RelayServices;
import chat.tacet.relay.rest.MailboxController;
import chat.tacet.relay.rest.MailboxReading;
import chat.tacet.relay.rest.MessageController;
import java.util.Set;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;

/** The relay without a socket. */
@Configuration(proxyBeanMethods = false)
class RestConfiguration {

  @Bean
  MessageController messageController(RelayServices services) {
    return new MessageController(services);
  }

  /** What programs with a personal token may call here. */
  @Bean
  ScopeRules relayScopes() {
    return ScopeRules.none()
        .allow(Set.of(ScopeRules.MAIL_SEND), HttpMethod.POST, "/api/v1/relay/messages")
        .allow(
            Set.of(ScopeRules.MAIL_READ),
            HttpMethod.GET,
            "/api/v1/relay/mailbox",
            "/api/v1/relay/mailbox/state")
        .allow(
            Set.of(ScopeRules.MAIL_READ),
            HttpMethod.POST,
            "/api/v1/relay/mailbox/acknowledgements");
  }

  @Bean
  MailboxReading mailboxReading(RelayServices services, ListedDevices listed) {
    return new MailboxReading(services, listed);
  }

  @Bean
  ReadersGoodbye readersGoodbye(MailboxReading reading) {
    return new ReadersGoodbye(reading);
  }

  @Bean
  MailboxController mailboxController(MailboxReading reading) {
    return new MailboxController(reading);
  }
}
