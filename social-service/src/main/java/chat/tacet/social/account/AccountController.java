package chat.tacet.social.account;

import chat.tacet.kit.token.Caller;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

@RestController
class AccountController {

  private final AccountDeletion deletion;

  AccountController(AccountDeletion deletion) {
    this.deletion = deletion;
  }

  @DeleteMapping("/api/social/v1/account")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  Mono<Void> delete(@AuthenticationPrincipal Caller caller) {
    return deletion.delete(caller.accountId());
  }
}
