package chat.tacet.social.account.stream;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.kit.testing.TestRedis;
import chat.tacet.social.account.stream.DeletedAccounts.Entry;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import reactor.core.publisher.Mono;

/** Accounts with so many friends that their end takes its time. */
class SlowDeletionTest {

  private static final Duration LONGER_THAN_ANY_READ = Duration.ofSeconds(4);

  @Test
  void oneThatTakesLongIsWaitedForAndSoAreThoseBehindIt() {
    try (var server = TestRedis.start()) {
      var address = URI.create(server.url());
      var connections = new LettuceConnectionFactory(address.getHost(), address.getPort());
      connections.afterPropertiesSet();
      connections.start();
      try {
        var redis = new ReactiveStringRedisTemplate(connections);
        var leaving = Stream.generate(UUID::randomUUID).limit(3).toList();
        leaving.forEach(account -> announce(redis, account));
        assertThat(ended(new DeletedAccounts(redis), leaving.getFirst())).isEqualTo(leaving);
      } finally {
        connections.destroy();
      }
    }
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

  private static void announce(ReactiveStringRedisTemplate redis, UUID account) {
    redis
        .opsForStream()
        .add(DeletedAccounts.STREAM, Map.of("event", "deleted", "accountId", account.toString()))
        .block();
  }
}
