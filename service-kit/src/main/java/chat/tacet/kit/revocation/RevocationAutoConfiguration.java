package chat.tacet.kit.revocation;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;

/**
 * The durable revocation set, read from Redis. It is listed by each service in its own
 * {@code @ImportAutoConfiguration}.
 */
@AutoConfiguration(after = DataRedisReactiveAutoConfiguration.class)
public class RevocationAutoConfiguration {

  @Bean
  KnownRevocations knownRevocations(ObjectProvider<RevocationListener> listeners) {
    return new KnownRevocations(System::nanoTime, listeners.orderedStream().toList());
  }

  @Bean
  RevocationReader revocationReader(ReactiveStringRedisTemplate redis, KnownRevocations known) {
    return new RevocationReader(redis, known);
  }
}
