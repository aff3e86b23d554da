package chat.tacet.auth.login;

import chat.tacet.auth.account.NamedAccount;
import chat.tacet.kit.admin.AdminCommand;
import chat.tacet.kit.admin.SimpleCommand;
import chat.tacet.kit.database.Transactions;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Ends all logins of {@code account}; its owner may sign in again. */
@Configuration(proxyBeanMethods = false)
class SignOutCommand {

  @Bean
  AdminCommand signOut(NamedAccount named, LoginSessions sessions, Transactions transactions) {
    return SimpleCommand.changing(
        "sign-out",
        request ->
            named
                .of(request)
                .flatMap(account -> transactions.run(sessions.endAllOf(account.id()))));
  }
}
