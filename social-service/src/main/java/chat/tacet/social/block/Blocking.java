package chat.tacet.social.block;

import static chat.tacet.kit.problem.CommonProblems.NOT_FOUND;

import chat.tacet.kit.database.Transactions;
import chat.tacet.kit.problem.ProblemType;
import chat.tacet.social.account.AccountContent;
import chat.tacet.social.account.Accounts;
import chat.tacet.social.directory.DirectoryChanges;
import chat.tacet.social.directory.Topic;
import chat.tacet.social.friendship.Acquaintances;
import chat.tacet.social.friendship.Severance;
import chat.tacet.social.profile.Profiles;
import chat.tacet.social.throttle.Capacity;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Blocking and unblocking people. The blocker's own devices are told, the blocked person never is.
 */
@Component
final class Blocking implements AccountContent {

  /** As many as friends; whoever needs more has a problem this list does not solve. */
  static final int MAX_BLOCKS = 2_000;

  static final ProblemType CANNOT_BLOCK_YOURSELF =
      new ProblemType("cannot-block-yourself", 409, "You cannot block yourself.");

  private final BlockTable table;
  private final Profiles profiles;
  private final Acquaintances acquaintances;
  private final Severance severance;
  private final Accounts accounts;
  private final DirectoryChanges changes;
  private final Transactions transactions;

  Blocking(
      BlockTable table,
      Profiles profiles,
      Acquaintances acquaintances,
      Severance severance,
      Accounts accounts,
      DirectoryChanges changes,
      Transactions transactions) {
    this.table = table;
    this.profiles = profiles;
    this.acquaintances = acquaintances;
    this.severance = severance;
    this.accounts = accounts;
    this.changes = changes;
    this.transactions = transactions;
  }

  /**
   * Blocks the person and ends friendship and open requests between the two. Whom the blocker has
   * not met does not exist: who is blocked is shown.
   */
  Mono<Void> block(UUID blocker, UUID blocked) {
    if (blocker.equals(blocked)) {
      return Mono.error(CANNOT_BLOCK_YOURSELF::exception);
    }
    return profiles
        .byId(blocked)
        .switchIfEmpty(Mono.error(NOT_FOUND::exception))
        .flatMap(_ ->
            transactions.run(
                accounts
                    .lockPair(blocker, blocked)
                    .then(Mono.defer(() -> table.hasBlocked(blocker, blocked)))
                    .flatMap(has -> has ? Mono.empty() : add(blocker, blocked))));
  }

  private Mono<Void> add(UUID blocker, UUID blocked) {
    return acquaintances
        .hasMet(blocker, blocked)
        .filter(met -> met)
        .switchIfEmpty(Mono.error(NOT_FOUND::exception))
        .then(requireSpace(blocker))
        .then(table.insert(blocker, blocked))
        .then(severance.between(blocker, blocked))
        .then(changes.changed(Topic.FRIEND_REQUESTS, blocker));
  }

  /** Does not bring back what blocking ended. */
  Mono<Void> unblock(UUID blocker, UUID blocked) {
    return transactions.run(
        accounts
            .lockPair(blocker, blocked)
            .then(table.delete(blocker, blocked))
            .then(changes.changed(Topic.FRIEND_REQUESTS, blocker)));
  }

  @Override
  public Mono<Void> erase(UUID accountId) {
    return table.deleteAll(accountId);
  }

  private Mono<Void> requireSpace(UUID blocker) {
    return table.count(blocker).flatMap(n -> Capacity.requireBelow(MAX_BLOCKS, n));
  }
}
