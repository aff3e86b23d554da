package chat.tacet.auth.login;

import chat.tacet.auth.account.NamedAccount;
import chat.tacet.kit.admin.AdminCommand;
import chat.tacet.kit.admin.AdminRequest;
import chat.tacet.kit.database.Transactions;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Ends all logins of {@code account}; its owner may sign in again. */
@Component
class SignOutCommand implements AdminCommand {

  private final NamedAccount named;
  private final LoginSessions sessions;
  private final Transactions transactions;

  SignOutCommand(NamedAccount named, LoginSessions sessions, Transactions transactions) {
    this.named = named;
    this.sessions = sessions;
    this.transactions = transactions;
  }

  @Override
  public String name() {
    return "sign-out";
  }

  @Override
  public boolean changes() {
    return true;
  }

  @Override
  public Mono<?> run(AdminRequest request) {
    return named.of(request).flatMap(account -> transactions.run(sessions.endAllOf(account.id())));
  }
}
