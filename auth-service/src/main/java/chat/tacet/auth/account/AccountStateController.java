package chat.tacet.auth.account;

import static chat.tacet.kit.problem.CommonProblems.NOT_FOUND;

import chat.tacet.auth.throttle.ClientAddress;
import chat.tacet.auth.throttle.Throttles;
import chat.tacet.kit.problem.Refuses;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.UUID;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/**
 * Whether an account is over. A device whose login ended has no token to ask with and wants to tell
 * its user why; an id is random, and whoever has it is told of the end anyway.
 */
@RestController
class AccountStateController {

  private final Accounts accounts;
  private final Throttles throttles;

  AccountStateController(Accounts accounts, Throttles throttles) {
    this.accounts = accounts;
    this.throttles = throttles;
  }

  /** Says whether an account lives or was deleted; nothing else of it. */
  @Refuses({"404 not-found", "429 rate-limited"})
  @GetMapping("/api/v1/auth/accounts/{accountId}")
  Mono<AccountState> state(@PathVariable("accountId") UUID accountId, ServerHttpRequest request) {
    throttles.prelogin().take(ClientAddress.keyOf(request));
    return accounts
        .byId(accountId)
        .map(living -> new AccountState(accountId, State.LIVING))
        .switchIfEmpty(
            Mono.defer(() ->
                accounts
                    .wasDeleted(accountId)
                    .filter(deleted -> deleted)
                    .map(deleted -> new AccountState(accountId, State.DELETED))))
        .switchIfEmpty(Mono.error(NOT_FOUND::exception));
  }

  /** What is said of it. */
  record AccountState(UUID accountId, State state) {}

  enum State {
    @JsonProperty("living")
    LIVING,
    @JsonProperty("deleted")
    DELETED
  }
}
