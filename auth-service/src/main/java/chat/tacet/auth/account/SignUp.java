package chat.tacet.auth.account;

import static chat.tacet.auth.account.AccountProblems.USERNAME_INVALID;
import static chat.tacet.auth.account.AccountProblems.USERNAME_TAKEN;
import static chat.tacet.auth.password.PasswordProblems.ROUNDS_TOO_LOW;
import static chat.tacet.kit.problem.CommonProblems.CONFLICT;

import chat.tacet.auth.password.AuthenticationKeys;
import chat.tacet.auth.password.PasswordProperties;
import chat.tacet.auth.registration.Registration;
import chat.tacet.auth.throttle.Throttles;
import chat.tacet.auth.username.Username;
import chat.tacet.kit.database.Transactions;
import chat.tacet.kit.json.Base64Url;
import chat.tacet.kit.problem.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** Makes accounts, once per id however often it is asked to. */
@Service
class SignUp {

  /** Long enough to come back the next day to an interrupted sign-up. */
  static final Duration COMPLETE_WITHIN = Duration.ofHours(24);

  private final Accounts accounts;
  private final Registration registration;
  private final AuthenticationKeys keys;
  private final PasswordProperties password;
  private final Throttles throttles;
  private final Transactions transactions;
  private final Clock clock;

  SignUp(
      Accounts accounts,
      Registration registration,
      AuthenticationKeys keys,
      PasswordProperties password,
      Throttles throttles,
      Transactions transactions,
      Clock clock) {
    this.accounts = accounts;
    this.registration = registration;
    this.keys = keys;
    this.password = password;
    this.throttles = throttles;
    this.transactions = transactions;
    this.clock = clock;
  }

  Mono<Made> signUp(UUID id, SignUpController.Request wanted) {
    Username username =
        Username.parse(wanted.username())
            .filter(name -> !name.isReserved())
            .orElseThrow(USERNAME_INVALID::exception);
    if (wanted.rounds() < password.minRounds()) {
      return Mono.error(ROUNDS_TOO_LOW.exception());
    }
    var derivation = new PasswordDerivation(wanted.salt(), wanted.rounds());
    return repeated(id, username, derivation, wanted.authenticationKey())
        .switchIfEmpty(Mono.defer(() -> create(id, username, derivation, wanted)));
  }

  /** The account of an earlier, identical wish; a different wish for the same id is a conflict. */
  private Mono<Made> repeated(
      UUID id, Username username, PasswordDerivation derivation, Base64Url key) {
    return accounts
        .byId(id)
        .flatMap(account ->
            account.username().equals(username) && account.derivation().equals(derivation)
                ? keyOf(account, key)
                    .map(same -> new Made(account, false))
                    .switchIfEmpty(Mono.error(CONFLICT.exception()))
                : Mono.error(CONFLICT.exception()));
  }

  /**
   * True or empty. Asking this is a guess at a password, and counts as one for everybody who knows
   * the id.
   */
  private Mono<Boolean> keyOf(Account account, Base64Url key) {
    var matches = keys.matches(key, account.verifier()).filter(right -> right);
    return throttles.loginByAccount().spend(account.username().key(), matches);
  }

  private Mono<Made> create(
      UUID id, Username username, PasswordDerivation derivation, SignUpController.Request wanted) {
    Base64Url key = wanted.authenticationKey();
    // Asked before hashing, which is dear; the insert decides when two ask at once.
    return registration
        .check(wanted.invitation())
        .then(refuseTaken(username))
        .then(accounts.wasDeleted(id))
        .flatMap(deleted -> deleted ? Mono.error(CONFLICT.exception()) : keys.verifierOf(key))
        .flatMap(verifier -> {
          Instant end = clock.instant().plus(COMPLETE_WITHIN);
          return store(
              new Account(id, username, derivation, verifier, end, false), wanted.invitation());
        })
        // The same wish may have been faster, and have used the invitation up.
        .onErrorResume(
            SignUp::isOvertaken,
            overtaken ->
                repeated(id, username, derivation, key).switchIfEmpty(Mono.error(overtaken)));
  }

  /** An invitation is used if the account is made, and only then. */
  private Mono<Made> store(Account account, @Nullable String invitation) {
    return transactions.run(
        registration
            .admit(invitation)
            .flatMap(by -> accounts.insert(account, by, clock.instant()))
            .flatMap(stored ->
                stored
                    ? Mono.just(new Made(account, true))
                    : Mono.error(USERNAME_TAKEN.exception())));
  }

  private static boolean isOvertaken(Throwable error) {
    return Registration.refused(error)
        || (error instanceof ProblemException problem && problem.type().equals(USERNAME_TAKEN));
  }

  private Mono<Void> refuseTaken(Username username) {
    return accounts
        .isTaken(username)
        .flatMap(taken -> taken ? Mono.error(USERNAME_TAKEN.exception()) : Mono.empty());
  }

  /**
   * The account that stands after a sign-up.
   *
   * @param isNew whether this call made it
   */
  record Made(Account account, boolean isNew) {}
}
