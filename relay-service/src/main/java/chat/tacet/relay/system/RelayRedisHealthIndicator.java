package chat.tacet.relay.system;

import chat.tacet.relay.redis.RedisLink;
import org.springframework.boot.health.contributor.AbstractReactiveHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Part of {@code /readyz}: without Redis nothing can be accepted or delivered. */
@Component
class RelayRedisHealthIndicator extends AbstractReactiveHealthIndicator {

  private final RedisLink redis;

  RelayRedisHealthIndicator(RedisLink redis) {
    this.redis = redis;
  }

  @Override
  protected Mono<Health> doHealthCheck(Health.Builder builder) {
    return Mono.fromCompletionStage(() -> redis.commands().ping())
        .map(pong -> builder.up().build())
        .onErrorResume(failure -> Mono.just(builder.down().build()));
  }
}
