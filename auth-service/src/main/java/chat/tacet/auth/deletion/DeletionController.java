package chat.tacet.auth.deletion;

import static chat.tacet.kit.problem.CommonProblems.LOGIN_ENDED;

import chat.tacet.auth.account.Accounts;
import chat.tacet.auth.login.CredentialCheck;
import chat.tacet.auth.throttle.ClientAddress;
import chat.tacet.kit.json.Base64Url;
import chat.tacet.kit.json.ByteLength;
import chat.tacet.kit.problem.Refuses;
import chat.tacet.kit.token.Caller;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Leaving for good. */
@RestController
class DeletionController {

  private final Accounts accounts;
  private final CredentialCheck credentials;
  private final AccountDeletion deletion;

  DeletionController(Accounts accounts, CredentialCheck credentials, AccountDeletion deletion) {
    this.accounts = accounts;
    this.credentials = credentials;
    this.deletion = deletion;
  }

  /** Deletes the caller's account and everything that belongs to it, here and elsewhere. */
  @Refuses({"401 wrong-credentials", "429 rate-limited"})
  @PostMapping("/api/v1/auth/account/delete")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  Mono<Void> delete(
      @AuthenticationPrincipal Caller caller,
      @Valid @RequestBody Mono<Request> body,
      ServerHttpRequest request) {
    String address = ClientAddress.keyOf(request);
    return body.flatMap(sure ->
        accounts
            .byId(caller.accountId())
            .switchIfEmpty(Mono.error(LOGIN_ENDED.exception()))
            .flatMap(account ->
                credentials.requireAgain(account, sure.authenticationKey(), caller, address))
            .flatMap(deletion::delete));
  }

  /** The password once more, so that a stolen access token is not enough. */
  record Request(@NotNull @ByteLength(min = 32, max = 32) Base64Url authenticationKey) {}
}
