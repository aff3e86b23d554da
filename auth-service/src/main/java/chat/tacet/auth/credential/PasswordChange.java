package chat.tacet.auth.credential;

import static chat.tacet.kit.problem.CommonProblems.CONFLICT;
import static chat.tacet.kit.problem.CommonProblems.LOGIN_ENDED;

import chat.tacet.auth.account.Account;
import chat.tacet.auth.account.Accounts;
import chat.tacet.auth.login.CredentialCheck;
import chat.tacet.auth.login.LoginSessions;
import chat.tacet.auth.password.AuthenticationKeys;
import chat.tacet.kit.database.Transactions;
import chat.tacet.kit.token.Caller;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** Replaces a password. */
@Service
class PasswordChange {

  private final Accounts accounts;
  private final CredentialCheck credentials;
  private final AuthenticationKeys keys;
  private final LoginSessions sessions;
  private final Transactions transactions;

  PasswordChange(
      Accounts accounts,
      CredentialCheck credentials,
      AuthenticationKeys keys,
      LoginSessions sessions,
      Transactions transactions) {
    this.accounts = accounts;
    this.credentials = credentials;
    this.keys = keys;
    this.sessions = sessions;
    this.transactions = transactions;
  }

  Mono<Void> change(Caller caller, PasswordController.Request wanted, String address) {
    return accounts
        .byId(caller.accountId())
        .switchIfEmpty(Mono.error(LOGIN_ENDED.exception()))
        .flatMap(account ->
            // The salt is random: if it is the stored one, this is the same change once more
            // after a lost answer, and the new key is the one to show.
            account.derivation().equals(wanted.derivation())
                ? credentials
                    .requireAgain(account, wanted.authenticationKey(), caller, address)
                    .then()
                : replace(account, caller, wanted, address));
  }

  private Mono<Void> replace(
      Account account, Caller caller, PasswordController.Request wanted, String address) {
    return credentials
        .requireAgain(account, wanted.currentAuthenticationKey(), caller, address)
        .zipWhen(checked -> keys.verifierOf(wanted.authenticationKey()))
        .flatMap(both ->
            transactions.run(
                store(both.getT1(), wanted, both.getT2()).then(sessions.endOthers(caller))));
  }

  private Mono<Void> store(Account checked, PasswordController.Request wanted, String verifier) {
    return accounts
        .replacePassword(checked.id(), checked.verifier(), wanted.derivation(), verifier)
        .flatMap(replaced -> replaced ? Mono.empty() : Mono.error(CONFLICT.exception()));
  }
}
