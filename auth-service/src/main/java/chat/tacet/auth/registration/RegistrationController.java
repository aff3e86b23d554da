package chat.tacet.auth.registration;

import chat.tacet.auth.throttle.ClientAddress;
import chat.tacet.auth.throttle.Throttles;
import chat.tacet.kit.problem.Refuses;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** What a form for new accounts has to ask for. */
@RestController
class RegistrationController {

  private final Registration registration;
  private final Throttles throttles;

  RegistrationController(Registration registration, Throttles throttles) {
    this.registration = registration;
    this.throttles = throttles;
  }

  /** Who may make an account here: {@code open}, or {@code invite-only}. */
  @Refuses("429 rate-limited")
  @GetMapping("/api/v1/auth/registration")
  Mono<Answer> registration(ServerHttpRequest request) {
    throttles.usernames().take(ClientAddress.keyOf(request));
    return registration.mode().map(mode -> new Answer(mode.text()));
  }

  /** Who may. */
  record Answer(String mode) {}
}
