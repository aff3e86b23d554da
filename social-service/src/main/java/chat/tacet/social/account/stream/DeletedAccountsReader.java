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
        "Account deletions cannot be read", READ_EVERY, () -> endAll(stream, deletion));
  }

  /**
   * A Redis that lost its data gets all of them anew, so behind a full batch there may be more. One
   * that fails ends the run after its batch: the pause after it is for whatever is wrong.
   */
  static Mono<Void> endAll(DeletedAccounts stream, AccountDeletion deletion) {
    return Mono.defer(() -> endBatch(stream, deletion))
        .repeat()
        .takeWhile(entries -> entries >= DeletedAccounts.BATCH)
        .then();
  }

  /** How many there were. */
  private static Mono<Long> endBatch(DeletedAccounts stream, AccountDeletion deletion) {
    return stream
        .unacknowledged()
        .concatMapDelayError(entry -> end(entry, stream, deletion).thenReturn(entry))
        .count();
  }

  private static Mono<Void> end(
      DeletedAccounts.Entry entry, DeletedAccounts stream, AccountDeletion deletion) {
    return Mono.justOrEmpty(entry.account())
        .flatMap(deletion::delete)
        .then(stream.acknowledge(entry.id()));
  }
}
