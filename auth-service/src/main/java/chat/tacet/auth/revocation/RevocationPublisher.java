package chat.tacet.auth.revocation;

import chat.tacet.kit.outbox.OutboxHandler;
import org.springframework.data.domain.Range;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Writes revocations where every service reads them: first the sorted set {@code auth:revoked},
 * then the channel of the same name, so that whoever hears of one finds it.
 */
@Component
class RevocationPublisher implements OutboxHandler {

  static final String KEY = "auth:revoked";

  private final Revocations revocations;
  private final ReactiveStringRedisTemplate redis;

  RevocationPublisher(Revocations revocations, ReactiveStringRedisTemplate redis) {
    this.revocations = revocations;
    this.redis = redis;
  }

  @Override
  public String topic() {
    return Revocations.TOPIC;
  }

  @Override
  public Mono<Void> publish(String member) {
    return store(member).then(redis.convertAndSend(KEY, member)).then();
  }

  /** Writes it to the set, and announces nothing: it may have been there all the time. */
  Mono<Void> store(String member) {
    return revocations
        .validUntil(member)
        .flatMap(until -> redis.opsForZSet().add(KEY, member, until))
        .then();
  }

  /** Drops from Redis what no longer matters. */
  Mono<Void> forgetBefore(long epochMillis) {
    return redis
        .opsForZSet()
        .removeRangeByScore(KEY, Range.closed(Double.NEGATIVE_INFINITY, (double) epochMillis))
        .then();
  }
}
