package chat.tacet.auth.account;

import chat.tacet.auth.throttle.ClientAddress;
import chat.tacet.auth.throttle.Throttles;
import chat.tacet.auth.username.Username;
import chat.tacet.kit.problem.Refuses;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Whether a name can be had; sign-up tells this anyway, so only the pace is limited. */
@RestController
class UsernameController {

  private final Accounts accounts;
  private final Throttles throttles;

  UsernameController(Accounts accounts, Throttles throttles) {
    this.accounts = accounts;
    this.throttles = throttles;
  }

  /** Says whether a sign-up under this name could succeed now. */
  @Refuses("429 rate-limited")
  @GetMapping("/api/v1/auth/usernames/{name}")
  Mono<Availability> availability(@PathVariable("name") String name, ServerHttpRequest request) {
    throttles.usernames().take(ClientAddress.keyOf(request));
    return Username.parse(name)
        .map(this::ofPossible)
        .orElseGet(() -> Mono.just(new Availability(name, false, "invalid")));
  }

  private Mono<Availability> ofPossible(Username username) {
    if (username.isReserved()) {
      return Mono.just(new Availability(username.displayed(), false, "reserved"));
    }
    return accounts
        .isTaken(username)
        .map(taken -> new Availability(username.displayed(), !taken, taken ? "taken" : null));
  }

  /**
   * Whether a name can be had.
   *
   * @param reason {@code taken}, {@code invalid} or {@code reserved}, if it can't
   */
  record Availability(String username, boolean available, @Nullable String reason) {}
}
