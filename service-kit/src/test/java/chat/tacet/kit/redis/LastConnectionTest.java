package chat.tacet.kit.redis;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.kit.testing.TestRedis;
import chat.tacet.kit.work.RepeatedWork;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import reactor.core.publisher.Mono;

/** Who uses Redis stops before its connection is closed. */
class LastConnectionTest {

  @Test
  void outlivesWorkByTheClock() {
    try (var redis = TestRedis.start()) {
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  RedisAddressAutoConfiguration.class, DataRedisAutoConfiguration.class))
          .withPropertyValues("tacet.redis-url=" + redis.url())
          .run(context -> {
            var work = new RepeatedWork("it fails", Duration.ofSeconds(1), Mono::empty);
            assertThat(context.getBean(LettuceConnectionFactory.class).getPhase())
                .isLessThan(work.getPhase());
          });
    }
  }
}
