package chat.tacet.relay.system;

import chat.tacet.kit.boot.PublicUrl;
import chat.tacet.kit.revocation.RevocationCheck;
import chat.tacet.kit.token.PublicPaths;
import chat.tacet.kit.token.TicketVerifier;
import chat.tacet.relay.admission.Admission;
import chat.tacet.relay.connection.Arrivals;
import chat.tacet.relay.connection.Doorway;
import chat.tacet.relay.connection.ListedDevices;
import chat.tacet.relay.connection.PartMemory;
import chat.tacet.relay.connection.RelayServices;
import chat.tacet.relay.connection.Rounds;
import chat.tacet.relay.connection.SendMemory;
import chat.tacet.relay.connection.WebSocketEndpoint;
import chat.tacet.relay.delivery.LetterCarrier;
import chat.tacet.relay.delivery.TypingRelay;
import chat.tacet.relay.directory.DirectoryEvents;
import chat.tacet.relay.directory.RedisDirectory;
import chat.tacet.relay.directory.RemovedDevices;
import chat.tacet.relay.limits.RelayLimits;
import chat.tacet.relay.limits.SendRates;
import chat.tacet.relay.mailbox.Capacity;
import chat.tacet.relay.mailbox.Mailboxes;
import chat.tacet.relay.mailbox.redis.RedisMailboxes;
import chat.tacet.relay.mailbox.redis.StoreCapacity;
import chat.tacet.relay.mailbox.redis.StoreGauge;
import chat.tacet.relay.mailbox.redis.StoreSafety;
import chat.tacet.relay.mailbox.redis.Uncollected;
import chat.tacet.relay.presence.PresenceNews;
import chat.tacet.relay.presence.PresenceSweep;
import chat.tacet.relay.redis.RedisLink;
import chat.tacet.relay.removal.Removals;
import chat.tacet.relay.roster.Roster;
import chat.tacet.relay.tally.Tally;
import chat.tacet.relay.ticket.TicketDesk;
import chat.tacet.relay.wake.DeviceLocator;
import chat.tacet.relay.wake.Holder;
import chat.tacet.relay.wake.NodeCalls;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Map;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import tools.jackson.databind.json.JsonMapper;

/** Puts the relay together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RelayLimits.class)
class RelayConfiguration {

  private static final int NODE_NAME_BYTES = 8;

  /** A new name for each run: nobody calls a node that was restarted by its old name. */
  @Bean
  Holder.Names holderNames() {
    byte[] name = new byte[NODE_NAME_BYTES];
    new SecureRandom().nextBytes(name);
    return new Holder.Names(HexFormat.of().formatHex(name));
  }

  @Bean
  Roster roster() {
    return new Roster();
  }

  @Bean
  DeviceLocator deviceLocator(RedisLink redis, RelayLimits limits) {
    return new DeviceLocator(redis, limits);
  }

  @Bean
  NodeCalls nodeCalls(RedisLink redis, Roster roster, Holder.Names names) {
    return new NodeCalls(redis, roster, names);
  }

  @Bean
  RedisDirectory directory(RedisLink redis, RelayLimits limits, JsonMapper json) {
    return new RedisDirectory(redis, limits, json);
  }

  @Bean
  DirectoryEvents directoryEvents(RedisDirectory directory, Roster roster, JsonMapper json) {
    return new DirectoryEvents(directory, roster, json);
  }

  @Bean
  PresenceNews presenceNews(
      RedisLink redis, RedisDirectory directory, Roster roster, RelayLimits limits, Clock clock) {
    return new PresenceNews(redis, directory, roster, limits, clock);
  }

  @Bean
  PresenceSweep presenceSweep(PresenceNews news, RelayLimits limits) {
    return new PresenceSweep(news, limits);
  }

  @Bean
  Farewell farewell(Doorway doorway, Roster roster, RelayLimits limits) {
    return new Farewell(doorway, roster, limits);
  }

  @Bean
  Mailboxes mailboxes(RedisLink redis, RelayLimits limits, Uncollected uncollected, Clock clock) {
    return new RedisMailboxes(redis, limits, uncollected, clock);
  }

  @Bean(destroyMethod = "write")
  Uncollected uncollected(RedisLink redis, RelayLimits limits, Clock clock) {
    return new Uncollected(redis, limits, clock);
  }

  @Bean
  StoreGauge storeGauge(RedisLink redis, RelayLimits limits) {
    return new StoreGauge(redis, limits);
  }

  @Bean(initMethod = "tell")
  StoreSafety storeSafety(RedisLink redis, RelayLimits limits) {
    return new StoreSafety(redis, limits.store().timeout());
  }

  @Bean
  Capacity capacity(StoreGauge gauge, Uncollected uncollected, RelayLimits limits) {
    return new StoreCapacity(gauge, uncollected, limits);
  }

  @Bean
  TicketDesk ticketDesk(TicketVerifier verifier, RedisLink redis) {
    return new TicketDesk(verifier, redis);
  }

  @Bean
  Doorway doorway(RelayLimits limits, Roster roster, PublicUrl publicUrl) {
    return new Doorway(limits, roster, publicUrl);
  }

  @Bean
  RelayServices relayServices(
      RelayLimits limits,
      Clock clock,
      Holder.Names names,
      Roster roster,
      DeviceLocator locator,
      NodeCalls nodes,
      Mailboxes mailboxes,
      Capacity capacity,
      RedisDirectory directory,
      PresenceNews presence,
      RevocationCheck revocations,
      Tally tally) {
    return new RelayServices(
        limits,
        clock,
        names,
        roster,
        locator,
        nodes,
        mailboxes,
        capacity,
        new Admission(directory),
        new LetterCarrier(mailboxes, roster, nodes),
        new SendRates(limits),
        new SendMemory(limits.send()),
        new PartMemory(limits.frame()),
        new TypingRelay(directory, roster, locator, nodes),
        presence,
        new Rounds(locator, presence, limits),
        revocations,
        tally);
  }

  @Bean
  ListedDevices listedDevices(RedisDirectory directory, RelayLimits limits) {
    return new ListedDevices(directory, limits);
  }

  @Bean
  WebSocketEndpoint webSocketEndpoint(
      RelayServices services,
      TicketDesk tickets,
      Doorway doorway,
      RelayLimits limits,
      ListedDevices listed) {
    return new WebSocketEndpoint(services, tickets, doorway, new Arrivals(limits), listed);
  }

  @Bean
  Removals removals(
      RedisLink redis,
      RedisDirectory directory,
      Roster roster,
      Mailboxes mailboxes,
      RelayLimits limits,
      Clock clock) {
    var removed = new RemovedDevices(redis, clock);
    return new Removals(removed, directory, roster, mailboxes, limits, clock);
  }

  @Bean
  HandlerMapping webSocketMapping(WebSocketEndpoint endpoint) {
    return new SimpleUrlHandlerMapping(Map.of("/ws", endpoint), -1);
  }

  /** The socket brings its own ticket, see {@link TicketDesk}. */
  @Bean
  PublicPaths socketPath() {
    return PublicPaths.of(HttpMethod.GET, "/ws");
  }

  @Bean
  Channels channels(
      StatefulRedisPubSubConnection<byte[], byte[]> relayListening,
      NodeCalls nodes,
      DirectoryEvents directory,
      PresenceNews presence,
      Removals removals) {
    return new Channels(
        relayListening,
        Map.of(
            nodes.channel(),
            nodes::heard,
            DirectoryEvents.CHANNEL,
            directory::heard,
            PresenceNews.CHANNEL,
            presence::heard,
            RemovedDevices.KEY,
            removals::heard),
        presence::missed);
  }
}
