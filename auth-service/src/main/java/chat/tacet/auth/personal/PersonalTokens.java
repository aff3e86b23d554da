package chat.tacet.auth.personal;

import static chat.tacet.auth.password.PasswordProblems.WRONG_CREDENTIALS;
import static chat.tacet.auth.personal.PersonalTokenProblems.INVALID;
import static chat.tacet.auth.personal.PersonalTokenProblems.LIMIT_REACHED;
import static chat.tacet.kit.problem.CommonProblems.CONFLICT;

import chat.tacet.auth.account.Account;
import chat.tacet.auth.account.Accounts;
import chat.tacet.auth.login.EndsWithLogins;
import chat.tacet.auth.login.KnownLogins;
import chat.tacet.auth.revocation.Revocations;
import chat.tacet.kit.database.Transactions;
import chat.tacet.kit.revocation.Revocation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.function.Predicate;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Making, using and ending personal tokens. Each end is revoked in the same transaction, as that of
 * a login session is: no service takes an access token that came of it five seconds later.
 */
@Service
public class PersonalTokens implements EndsWithLogins {

  /** A program has one; more than this nobody looks through. */
  static final int MAX_PER_ACCOUNT = 16;

  /** Expired ones stay in the list for so long, so that their owner sees why a program stopped. */
  private static final Duration SHOWN_EXPIRED = Duration.ofDays(30);

  /** Expired ones revoked in one sweep; the next sweep takes the rest. */
  private static final int SWEEP = 200;

  private final Accounts accounts;
  private final PersonalTokenTable table;
  private final KnownLogins logins;
  private final Revocations revocations;
  private final Transactions transactions;
  private final Clock clock;

  PersonalTokens(
      Accounts accounts,
      PersonalTokenTable table,
      KnownLogins logins,
      Revocations revocations,
      Transactions transactions,
      Clock clock) {
    this.accounts = accounts;
    this.table = table;
    this.logins = logins;
    this.revocations = revocations;
    this.transactions = transactions;
    this.clock = clock;
  }

  /** A token as it stands, and whether it was made just now. */
  record Made(PersonalToken token, boolean isNew) {}

  /**
   * Makes one, once however often it is asked for.
   *
   * @param checked the account, whose password was just proved
   * @return ends with {@code conflict} if the id is another token's or a login session's, or was of
   *     one that ended a short while ago, with {@code limit-reached}, and with {@code
   *     wrong-credentials} if the password was changed meanwhile
   */
  Mono<Made> make(Account checked, PersonalToken wanted) {
    return transactions.run(
        accounts
            .lockIfUnchanged(checked)
            .filter(unchanged -> unchanged)
            .switchIfEmpty(Mono.error(WRONG_CREDENTIALS.exception()))
            .flatMap(unchanged -> table.byId(wanted.id()))
            .flatMap(there -> repeated(there, wanted))
            .switchIfEmpty(Mono.defer(() -> makeNew(wanted))));
  }

  private Mono<Made> makeNew(PersonalToken wanted) {
    return requireFree(wanted.id())
        .thenMany(table.ofAccount(wanted.accountId()))
        .count()
        .flatMap(count ->
            count >= MAX_PER_ACCOUNT ? Mono.error(LIMIT_REACHED.exception()) : table.insert(wanted))
        .flatMap(stored ->
            stored
                ? Mono.just(new Made(wanted, true))
                : table.byId(wanted.id()).flatMap(there -> repeated(there, wanted)));
  }

  /**
   * What ends is revoked by its id alone: with the id of a login session, its owner could end that
   * of somebody else. And a call that comes again, late, brings back nothing that was ended since.
   */
  private Mono<Void> requireFree(UUID id) {
    return logins
        .has(id)
        .filter(known -> known)
        .switchIfEmpty(revocations.has(new Revocation(Revocation.Kind.SID, id)))
        .flatMap(used -> used ? Mono.error(CONFLICT.exception()) : Mono.empty());
  }

  private static Mono<Made> repeated(PersonalToken there, PersonalToken wanted) {
    return there.isRepeatedBy(wanted)
        ? Mono.just(new Made(there, false))
        : Mono.error(CONFLICT.exception());
  }

  /** All of an account, the newest first, and those that expired lately. */
  Flux<PersonalToken> ofAccount(UUID accountId) {
    return table.ofAccount(accountId);
  }

  /** The token that this text is of. Ends with {@code personal-token-invalid} if it is none. */
  Mono<PersonalToken> prove(String text) {
    Instant now = clock.instant();
    return Mono.justOrEmpty(TokenText.parse(text))
        .flatMap(shown ->
            table
                .byId(shown.id())
                .filter(token -> token.secretHash().equals(TokenText.hash(shown.secret()))))
        .filter(token -> now.isBefore(token.expiresAt()))
        .switchIfEmpty(Mono.error(INVALID.exception()))
        .flatMap(token -> noteUse(token, now.truncatedTo(ChronoUnit.DAYS)).thenReturn(token));
  }

  private Mono<Void> noteUse(PersonalToken token, Instant today) {
    return today.equals(token.lastUsedOn()) ? Mono.empty() : table.usedOn(token.id(), today);
  }

  /**
   * Ends one of an account's.
   *
   * @return whether there was one
   */
  Mono<Boolean> revoke(UUID accountId, UUID id) {
    return transactions.run(end(accountId, id));
  }

  @Override
  public Mono<Void> endAll(UUID accountId) {
    return endWhere(accountId, token -> true);
  }

  @Override
  public Mono<Void> endOfDevice(UUID accountId, UUID deviceId) {
    return endWhere(accountId, token -> token.deviceId().equals(deviceId));
  }

  /**
   * Revokes those that expired, some at a time: an access token ends with its personal token, and
   * the socket that it opened does not.
   */
  Mono<Void> revokeExpired() {
    return table
        .expiredUnrevoked(clock.instant(), SWEEP)
        .collectList()
        .flatMapIterable(expired -> expired)
        .concatMap(id ->
            transactions.run(
                table
                    .markExpiryRevoked(id)
                    .filter(first -> first)
                    .flatMap(_ -> revocations.revoke(new Revocation(Revocation.Kind.SID, id)))))
        .then();
  }

  Mono<Void> forgetExpired() {
    return table.deleteExpiredBefore(clock.instant().minus(SHOWN_EXPIRED));
  }

  private Mono<Void> endWhere(UUID accountId, Predicate<PersonalToken> which) {
    return table
        .ofAccount(accountId)
        .filter(which)
        .collectList()
        .flatMapIterable(found -> found)
        .concatMap(token -> end(accountId, token.id()))
        .then();
  }

  private Mono<Boolean> end(UUID accountId, UUID id) {
    return table
        .delete(accountId, id)
        .flatMap(ended ->
            ended
                ? revocations.revoke(new Revocation(Revocation.Kind.SID, id)).thenReturn(true)
                : Mono.just(false));
  }
}
