package chat.tacet.auth.personal;

import chat.tacet.auth.chore.Chore;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Mono;

/** Forgets tokens that expired long ago. */
@Configuration(proxyBeanMethods = false)
class PersonalTokenChores {

  private static final Duration EVERY = Duration.ofHours(6);

  @Bean
  Chore expiredPersonalTokensForgotten(PersonalTokens tokens) {
    return new Chore(
        "Forgetting expired personal tokens", EVERY, Mono.defer(tokens::forgetExpired));
  }
}
