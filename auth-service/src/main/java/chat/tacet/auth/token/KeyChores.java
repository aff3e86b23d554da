package chat.tacet.auth.token;

import chat.tacet.auth.chore.Chore;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Mono;

/** Looks after the signing keys. */
@Configuration(proxyBeanMethods = false)
class KeyChores {

  @Bean
  Chore signingKeysLookedAfter(SigningKeys keys, KeyProperties properties) {
    return new Chore(
        "Looking after signing keys", properties.checkEvery(), Mono.defer(keys::lookAfter));
  }
}
