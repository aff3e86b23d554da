package chat.tacet.auth.account;

import chat.tacet.auth.throttle.ClientAddress;
import chat.tacet.auth.throttle.Throttles;
import chat.tacet.auth.username.Username;
import chat.tacet.kit.json.Base64Url;
import chat.tacet.kit.problem.Refuses;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** What a client needs to derive the authentication key before it signs in. */
@RestController
class PreloginController {

  private final Accounts accounts;
  private final FakeDerivations fakes;
  private final Throttles throttles;

  PreloginController(Accounts accounts, FakeDerivations fakes, Throttles throttles) {
    this.accounts = accounts;
    this.fakes = fakes;
    this.throttles = throttles;
  }

  /** Salt and rounds of a name; a name that does not exist gets some, always the same. */
  @Refuses("429 rate-limited")
  @PostMapping("/api/v1/auth/prelogin")
  Mono<Answer> prelogin(@Valid @RequestBody Mono<Request> body, ServerHttpRequest request) {
    throttles.prelogin().take(ClientAddress.keyOf(request));
    return body.map(asked -> Username.lookUpKey(asked.username()))
        // The fake is made for names that exist, too: both take the same time.
        .flatMap(name ->
            fakes
                .of(name)
                .flatMap(fake ->
                    accounts.byUsernameKey(name).map(Account::derivation).defaultIfEmpty(fake)))
        .map(derivation -> new Answer(derivation.salt(), derivation.rounds()));
  }

  /** Whose. */
  record Request(@NotNull @Size(max = 128) String username) {}

  /** How to derive. */
  record Answer(Base64Url salt, long rounds) {}
}
