package chat.tacet.auth.login;

import chat.tacet.auth.chore.Chore;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Mono;

/** Ends logins that nobody used for long. */
@Configuration(proxyBeanMethods = false)
class LoginChores {

  private static final Duration EVERY = Duration.ofMinutes(10);

  @Bean
  Chore idleLoginsEnded(LoginSessions sessions) {
    return new Chore("Ending idle logins", EVERY, Mono.defer(sessions::endIdle));
  }
}
