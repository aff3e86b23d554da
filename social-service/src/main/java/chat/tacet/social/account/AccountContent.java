package chat.tacet.social.account;

import java.util.UUID;
import reactor.core.publisher.Mono;

/** A feature's side of an account's end. */
public interface AccountContent {

  /**
   * Removes what belongs to the account, inside the transaction that ends it. May find nothing left
   * of it: deletions are repeated.
   */
  Mono<Void> erase(UUID accountId);
}
