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

  /**
   * Removes what is too much for one transaction, after the one that ended the account: in pieces,
   * each committed by itself. Like {@link #erase} it is repeated, until all of it is gone.
   */
  default Mono<Void> eraseInPieces(UUID accountId) {
    return Mono.empty();
  }
}
