package chat.tacet.auth.deletion;

import chat.tacet.auth.account.NamedAccount;
import chat.tacet.kit.admin.AdminCommand;
import chat.tacet.kit.admin.AdminRequest;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Deletes {@code account} as its owner would: nobody can bring it back. */
@Component
class DeleteCommand implements AdminCommand {

  private final NamedAccount named;
  private final AccountDeletion deletion;

  DeleteCommand(NamedAccount named, AccountDeletion deletion) {
    this.named = named;
    this.deletion = deletion;
  }

  @Override
  public String name() {
    return "delete";
  }

  @Override
  public boolean changes() {
    return true;
  }

  @Override
  public Mono<?> run(AdminRequest request) {
    return named.of(request).flatMap(account -> deletion.delete(account.id()));
  }
}
