package chat.tacet.auth.account;

import static chat.tacet.kit.problem.CommonProblems.NOT_FOUND;

import chat.tacet.auth.username.Username;
import chat.tacet.kit.admin.AdminRequest;
import chat.tacet.kit.json.Ids;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** The account that an administrator's command is about. */
@Component
public class NamedAccount {

  private final Accounts accounts;

  NamedAccount(Accounts accounts) {
    this.accounts = accounts;
  }

  /** By username or id, which no username looks like; ends with {@code not-found}. */
  public Mono<Account> of(AdminRequest request) {
    String text = request.text("account");
    return Ids.parse(text)
        .map(accounts::byId)
        .orElseGet(() -> accounts.byUsernameKey(Username.lookUpKey(text)))
        .switchIfEmpty(
            Mono.error(NOT_FOUND.exception().withDetail("There is no account of that name.")));
  }
}
