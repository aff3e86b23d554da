package chat.tacet.auth.recovery;

import static chat.tacet.auth.password.PasswordProblems.WRONG_CREDENTIALS;
import static chat.tacet.auth.recovery.RecoveryProblems.WRONG_RECOVERY_KEY;
import static chat.tacet.kit.problem.CommonProblems.LOGIN_ENDED;
import static chat.tacet.kit.problem.CommonProblems.NOT_FOUND;

import chat.tacet.auth.account.Account;
import chat.tacet.auth.account.Accounts;
import chat.tacet.auth.login.CredentialCheck;
import chat.tacet.auth.throttle.Throttles;
import chat.tacet.kit.database.Transactions;
import chat.tacet.kit.json.Base64Url;
import chat.tacet.kit.token.Caller;
import java.time.Clock;
import java.util.UUID;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/**
 * Keeps one record per account. To change it takes the password once more, to be given it takes a
 * login, hence the password, and the phrase.
 */
@Service
class Recoveries {

  private final Accounts accounts;
  private final CredentialCheck credentials;
  private final RecoveryTable table;
  private final Throttles throttles;
  private final Transactions transactions;
  private final Clock clock;

  Recoveries(
      Accounts accounts,
      CredentialCheck credentials,
      RecoveryTable table,
      Throttles throttles,
      Transactions transactions,
      Clock clock) {
    this.accounts = accounts;
    this.credentials = credentials;
    this.table = table;
    this.throttles = throttles;
    this.transactions = transactions;
    this.clock = clock;
  }

  Mono<Recovery> of(UUID accountId) {
    return table.of(accountId);
  }

  Mono<Void> put(Caller caller, RecoveryController.Put wanted, String address) {
    return change(
        caller,
        wanted.currentAuthenticationKey(),
        address,
        table.put(
            caller.accountId(),
            new Recovery(
                Recovery.hashOf(wanted.recoveryAuthenticationKey()),
                wanted.record(),
                clock.instant())));
  }

  Mono<Void> delete(Caller caller, Base64Url authenticationKey, String address) {
    return change(caller, authenticationKey, address, table.delete(caller.accountId()));
  }

  /**
   * The record, if the key is that of the phrase. A right one gives back the try: only wrong ones
   * count against the account.
   */
  Mono<Base64Url> open(Caller caller, Base64Url recoveryAuthenticationKey, String address) {
    return Mono.defer(() -> {
      String account = caller.accountId().toString();
      throttles.recoveryByAddress().take(address);
      var record =
          table
              .of(caller.accountId())
              .switchIfEmpty(Mono.error(NOT_FOUND.exception()))
              .filter(recovery -> recovery.isOf(recoveryAuthenticationKey))
              .switchIfEmpty(Mono.error(WRONG_RECOVERY_KEY.exception()))
              .map(Recovery::record);
      return throttles.recoveryByAccount().spend(account, record);
    });
  }

  private Mono<Void> change(
      Caller caller, Base64Url authenticationKey, String address, Mono<Void> write) {
    return accounts
        .byId(caller.accountId())
        .switchIfEmpty(Mono.error(LOGIN_ENDED.exception()))
        .flatMap(account -> credentials.requireAgain(account, authenticationKey, caller, address))
        .flatMap(checked -> transactions.run(stillSo(checked).then(write)));
  }

  /** Whoever knew only the password before must not write after it was changed. */
  private Mono<Void> stillSo(Account checked) {
    return accounts
        .lockIfUnchanged(checked)
        .flatMap(unchanged -> unchanged ? Mono.empty() : Mono.error(WRONG_CREDENTIALS.exception()));
  }
}
