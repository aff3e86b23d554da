package chat.tacet.auth.deletion;

import chat.tacet.auth.chore.Chore;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Mono;

/** Deletes half-made accounts, and keeps Redis true to the table. */
@Configuration(proxyBeanMethods = false)
class DeletionChores {

  private static final Duration SWEEP_EVERY = Duration.ofMinutes(1);
  private static final Duration RESTORE_EVERY = Duration.ofMinutes(5);

  @Bean
  Chore halfMadeAccountsDeleted(AccountDeletion deletion) {
    return new Chore(
        "Deleting half-made accounts", SWEEP_EVERY, Mono.defer(deletion::deleteExpired));
  }

  @Bean
  Chore deletionsRestored(DeletionStream stream) {
    return new Chore("Restoring deletions", RESTORE_EVERY, Mono.defer(stream::restoreIfLost));
  }
}
