package chat.tacet.auth.login;

import static chat.tacet.kit.problem.CommonProblems.NOT_FOUND;

import chat.tacet.kit.problem.Refuses;
import chat.tacet.kit.token.Caller;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** The list of logins a person sees, and ending one of them. */
@RestController
class LoginSessionController {

  private final LoginSessions sessions;

  LoginSessionController(LoginSessions sessions) {
    this.sessions = sessions;
  }

  /** All logins of the caller's account, the most recently used first. */
  @GetMapping("/api/v1/auth/login-sessions")
  Mono<Answer> list(@AuthenticationPrincipal Caller caller) {
    return sessions
        .ofAccount(caller.accountId())
        .map(session -> Entry.of(session, caller))
        .collectList()
        .map(Answer::new);
  }

  /** Ends one of them. */
  @Refuses("404 not-found")
  @DeleteMapping("/api/v1/auth/login-sessions/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  Mono<Void> end(@PathVariable("id") UUID id, @AuthenticationPrincipal Caller caller) {
    return sessions
        .expel(caller, id)
        .flatMap(ended -> ended ? Mono.empty() : Mono.error(NOT_FOUND.exception()));
  }

  /** The list. */
  record Answer(List<Entry> loginSessions) {}

  /** One login; times in epoch milliseconds. */
  record Entry(
      UUID id, UUID deviceId, long createdAt, long lastUsedAt, String userAgent, boolean current) {

    static Entry of(LoginSession session, Caller caller) {
      return new Entry(
          session.id(),
          session.deviceId(),
          session.createdAt().toEpochMilli(),
          session.lastUsedAt().toEpochMilli(),
          session.userAgent(),
          session.id().equals(caller.loginSessionId()));
    }
  }
}
