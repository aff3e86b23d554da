package chat.tacet.social.account;

import chat.tacet.kit.database.Transactions;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The end of an account: everything of it, in one transaction, but for what is too much for one and
 * goes after it. Repeating it does what is left to do. Only the auth service's announcement leads
 * here, because only the auth service asks for the password.
 */
@Component
public final class AccountDeletion {

  private final Accounts accounts;
  private final List<AccountContent> contents;
  private final Transactions transactions;

  AccountDeletion(Accounts accounts, List<AccountContent> contents, Transactions transactions) {
    this.accounts = accounts;
    this.contents = contents;
    this.transactions = transactions;
  }

  /** Completes when nothing of the account is left but the fact that its id was used. */
  public Mono<Void> delete(UUID accountId) {
    // Marked first: from there on nobody can lock the account, so nothing new comes while the rest
    // goes.
    var change =
        accounts
            .markDeleted(accountId)
            .filter(ended -> ended)
            .flatMapMany(_ -> Flux.fromIterable(contents))
            .concatMap(content -> content.erase(accountId))
            .then();
    return transactions
        .run(change)
        .thenMany(Flux.fromIterable(contents))
        .concatMap(content -> content.eraseInPieces(accountId))
        .then();
  }
}
