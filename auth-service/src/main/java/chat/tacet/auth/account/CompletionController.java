package chat.tacet.auth.account;

import chat.tacet.kit.token.Caller;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** The end of a sign-up. */
@RestController
class CompletionController {

  private final Accounts accounts;

  CompletionController(Accounts accounts) {
    this.accounts = accounts;
  }

  /** Profile and first device list stand: the account no longer expires. May be repeated. */
  @PostMapping("/api/v1/auth/account/complete")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  Mono<Void> complete(@AuthenticationPrincipal Caller caller) {
    return accounts.complete(caller.accountId());
  }
}
