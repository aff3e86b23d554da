package chat.tacet.auth.suspension;

import chat.tacet.auth.account.Account;
import chat.tacet.auth.account.Accounts;
import chat.tacet.auth.account.NamedAccount;
import chat.tacet.auth.login.LoginSessions;
import chat.tacet.kit.admin.AdminCommand;
import chat.tacet.kit.admin.SimpleCommand;
import chat.tacet.kit.database.Transactions;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Suspending and letting in again. All logins end with the suspension, and each is revoked by its
 * own id: a revocation of the account would outlive the suspension and refuse its new logins.
 */
@Configuration(proxyBeanMethods = false)
class SuspensionCommands {

  /** Of the account that is named; may be repeated. */
  @Bean
  AdminCommand suspend(
      NamedAccount named,
      Accounts accounts,
      LoginSessions sessions,
      Transactions transactions,
      Clock clock) {
    return SimpleCommand.changing(
        "suspend",
        request ->
            named
                .of(request)
                .map(Account::id)
                // First the account's row: a login under way waits for it, or has ended before it.
                .flatMap(id ->
                    transactions.run(
                        accounts.suspend(id, clock.instant()).then(sessions.endAllOf(id)))));
  }

  /** Of the account that is named; may be repeated. */
  @Bean
  AdminCommand unsuspend(NamedAccount named, Accounts accounts) {
    return SimpleCommand.changing(
        "unsuspend", request -> named.of(request).map(Account::id).flatMap(accounts::unsuspend));
  }
}
