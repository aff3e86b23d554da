package chat.tacet.auth.deletion;

import chat.tacet.auth.account.NamedAccount;
import chat.tacet.kit.admin.AdminCommand;
import chat.tacet.kit.admin.SimpleCommand;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Deletes {@code account} as its owner would: nobody can bring it back. */
@Configuration(proxyBeanMethods = false)
class DeleteCommand {

  @Bean
  AdminCommand delete(NamedAccount named, AccountDeletion deletion) {
    return SimpleCommand.changing(
        "delete", request -> named.of(request).flatMap(account -> deletion.delete(account.id())));
  }
}
