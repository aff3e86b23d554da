package chat.tacet.auth.personal;

import chat.tacet.auth.chore.Chore;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Mono;

/** Ends what came of tokens that expired, and forgets those that expired long ago. */
@Configuration(proxyBeanMethods = false)
class PersonalTokenChores {

  private static final Duration EVERY = Duration.ofHours(6);

  /** So much longer a socket may live than the token that it came of. */
  private static final Duration REVOKED_EVERY = Duration.ofMinutes(1);

  @Bean
  Chore expiredPersonalTokensRevoked(PersonalTokens tokens) {
    return new Chore(
        "Revoking expired personal tokens", REVOKED_EVERY, Mono.defer(tokens::revokeExpired));
  }

  @Bean
  Chore expiredPersonalTokensForgotten(PersonalTokens tokens) {
    return new Chore(
        "Forgetting expired personal tokens", EVERY, Mono.defer(tokens::forgetExpired));
  }
}
