package chat.tacet.social.account.stream;

import chat.tacet.kit.work.RepeatedWork;
import chat.tacet.social.account.AccountDeletion;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Mono;

/**
 * Ends accounts here after they ended at the auth service; acknowledges only what is done. One that
 * cannot be ended is tried again, and holds up no other.
 */
@Configuration(proxyBeanMethods = false)
class DeletedAccountsReader {

  /**
   * Read on a timer, not blocking: a blocked connection would be one more to watch and to close.
   */
  private static final Duration READ_EVERY = Duration.ofSeconds(1);

  @Bean
  RepeatedWork deletedAccountsRead(DeletedAccounts stream, AccountDeletion deletion) {
    return new RepeatedWork(
        "Account deletions cannot be read",
        READ_EVERY,
        () ->
            stream
                .unacknowledged()
                .concatMapDelayError(entry -> end(entry, stream, deletion))
                .then());
  }

  private static Mono<Void> end(
      DeletedAccounts.Entry entry, DeletedAccounts stream, AccountDeletion deletion) {
    return Mono.justOrEmpty(entry.account())
        .flatMap(deletion::delete)
        .then(stream.acknowledge(entry.id()));
  }
}
