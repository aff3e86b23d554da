package chat.tacet.auth.deletion;

import static chat.tacet.auth.password.PasswordProblems.WRONG_CREDENTIALS;

import chat.tacet.auth.account.Account;
import chat.tacet.auth.account.Accounts;
import chat.tacet.auth.registration.Registration;
import chat.tacet.auth.revocation.Revocations;
import chat.tacet.kit.database.Transactions;
import chat.tacet.kit.outbox.Outbox;
import chat.tacet.kit.outbox.OutboxEntry;
import chat.tacet.kit.revocation.Revocation;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/**
 * Deletes accounts. One transaction removes the account and its logins, revokes every token of it
 * and writes down that others must forget it, too.
 */
@Service
class AccountDeletion {

  static final String TOPIC = "account-deleted";

  /** Half-made accounts deleted in one sweep; the next sweep takes the rest. */
  private static final int SWEEP = 100;

  private final Accounts accounts;
  private final Registration registration;
  private final Revocations revocations;
  private final Outbox outbox;
  private final Transactions transactions;
  private final Clock clock;

  AccountDeletion(
      Accounts accounts,
      Registration registration,
      Revocations revocations,
      Outbox outbox,
      Transactions transactions,
      Clock clock) {
    this.accounts = accounts;
    this.registration = registration;
    this.revocations = revocations;
    this.outbox = outbox;
    this.transactions = transactions;
    this.clock = clock;
  }

  /** Deletes an account, whatever its state. */
  Mono<Void> delete(UUID accountId) {
    return transactions.run(deleteNow(accountId));
  }

  /**
   * Deletes the account of somebody whose password was asked for.
   *
   * @return ends with {@code wrong-credentials} if it was changed meanwhile
   */
  Mono<Void> delete(Account checked) {
    return transactions.run(
        accounts
            .lockIfUnchanged(checked)
            .filter(unchanged -> unchanged)
            .switchIfEmpty(Mono.error(WRONG_CREDENTIALS.exception()))
            .flatMap(_ -> deleteNow(checked.id())));
  }

  private Mono<Void> deleteNow(UUID accountId) {
    return accounts
        .delete(accountId, clock.instant())
        .flatMap(deleted -> announce(accountId, deleted));
  }

  /** Deletes accounts whose owners did not come back to complete them. */
  Mono<Void> deleteExpired() {
    return accounts
        .expired(clock.instant(), SWEEP)
        .collectList()
        .flatMapIterable(expired -> expired)
        .concatMap(id ->
            transactions.run(
                // Asked first: with the account goes what it came by.
                accounts
                    .invitationOf(id)
                    .map(Optional::of)
                    .defaultIfEmpty(Optional.empty())
                    .flatMap(invitation -> deleteExpired(id, invitation))))
        .then();
  }

  /** Whoever completed it meanwhile, or deleted it elsewhere, leaves the invitation as it is. */
  private Mono<Void> deleteExpired(UUID id, Optional<String> invitation) {
    return accounts
        .deleteIfExpired(id, clock.instant())
        .filter(deleted -> deleted)
        .flatMap(_ -> announce(id, true).then(Mono.justOrEmpty(invitation)))
        .flatMap(registration::giveBack);
  }

  private Mono<Void> announce(UUID accountId, boolean deleted) {
    return deleted
        ? revocations
            .revoke(new Revocation(Revocation.Kind.SUB, accountId))
            .then(outbox.append(new OutboxEntry(TOPIC, accountId.toString())))
        : Mono.empty();
  }
}
