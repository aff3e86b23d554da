package chat.tacet.social.account.stream;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.kit.testing.TestRedis;
import chat.tacet.social.account.AccountDeletion;
import chat.tacet.social.account.stream.DeletedAccounts.Entry;
import chat.tacet.social.testing.Town;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import reactor.core.publisher.Mono;

/** Ends that take their time: of accounts with many friends, and of many accounts at once. */
class SlowDeletionTest {

  private static final Duration LONGER_THAN_ANY_READ = Duration.ofSeconds(4);

  private final TestRedis server = TestRedis.start();
  private final LettuceConnectionFactory connections = connections(URI.create(server.url()));
  private final ReactiveStringRedisTemplate redis = new ReactiveStringRedisTemplate(connections);

  private static LettuceConnectionFactory connections(URI address) {
    var connections = new LettuceConnectionFactory(address.getHost(), address.getPort());
    connections.afterPropertiesSet();
    return connections;
  }

  @BeforeEach
  void connect() {
    connections.start();
  }

  @AfterEach
  void close() {
    connections.destroy();
    server.close();
  }

  @Test
  void oneThatTakesLongIsWaitedForAndSoAreThoseBehindIt() {
    var leaving = announced(3);
    assertThat(ended(new DeletedAccounts(redis), leaving.getFirst())).isEqualTo(leaving);
  }

  /** A Redis that lost its data is told of all that ever were. */
  @Test
  void oneBehindManyIsEndedInTheSameRun() {
    announced(3 * DeletedAccounts.BATCH + 1);
    var deletion = Town.both().findFirst().orElseThrow().bean(AccountDeletion.class);
    DeletedAccountsReader.endAll(new DeletedAccounts(redis), deletion).block();
    var stream = redis.opsForStream();
    var last = Objects.requireNonNull(stream.info(DeletedAccounts.STREAM).block());
    var group = Objects.requireNonNull(stream.groups(DeletedAccounts.STREAM).blockFirst());
    assertThat(group.lastDeliveredId()).isEqualTo(last.lastGeneratedId());
    assertThat(group.pendingCount()).isZero();
  }

  private static List<UUID> ended(DeletedAccounts stream, UUID withManyFriends) {
    return Objects.requireNonNull(
        stream
            .unacknowledged()
            .map(Entry::account)
            .concatMap(account ->
                account.equals(Optional.of(withManyFriends))
                    ? Mono.just(account).delayElement(LONGER_THAN_ANY_READ)
                    : Mono.just(account))
            .map(Optional::orElseThrow)
            .collectList()
            .block());
  }

  private List<UUID> announced(int count) {
    var accounts = Stream.generate(UUID::randomUUID).limit(count).toList();
    for (var account : accounts) {
      redis
          .opsForStream()
          .add(DeletedAccounts.STREAM, Map.of("event", "deleted", "accountId", account.toString()))
          .block();
    }
    return accounts;
  }
}
