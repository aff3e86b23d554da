package chat.tacet.auth.login;

import static chat.tacet.kit.problem.CommonProblems.UNAUTHENTICATED;

import chat.tacet.kit.problem.Refuses;
import chat.tacet.kit.token.Caller;
import chat.tacet.kit.token.ScopeRules;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Signing out. */
@RestController
class LogoutController {

  private final LoginSessions sessions;
  private final LoginSessionTable table;
  private final RefreshCookie cookie;

  LogoutController(LoginSessions sessions, LoginSessionTable table, RefreshCookie cookie) {
    this.sessions = sessions;
    this.table = table;
    this.cookie = cookie;
  }

  /**
   * Ends the login of the cookie and that of the access token, whichever the request brings; an
   * ended one may be ended again. The cookie is cleared. A personal token has no login to end.
   */
  @Refuses({"401 unauthenticated", "403 forbidden", "403 insufficient-scope"})
  @PostMapping("/api/v1/auth/logout")
  Mono<ResponseEntity<Void>> logout(
      @AuthenticationPrincipal @Nullable Caller caller, ServerHttpRequest request) {
    Optional<RefreshToken> token = cookie.read(request);
    if (caller == null && request.getCookies().getFirst(RefreshCookie.NAME) == null) {
      return Mono.error(UNAUTHENTICATED.exception());
    }
    return ScopeRules.refuseOthersThanLogins()
        .then(Mono.justOrEmpty(token))
        .flatMap(this::endByCookie)
        .then(caller == null ? Mono.empty() : endByCaller(caller))
        .then(Mono.fromSupplier(this::cleared));
  }

  /** Ends every login of the caller's account, this one included. */
  @PostMapping("/api/v1/auth/logout-everywhere")
  Mono<ResponseEntity<Void>> logoutEverywhere(@AuthenticationPrincipal Caller caller) {
    return sessions.endAll(caller).then(Mono.fromSupplier(this::cleared));
  }

  private Mono<Boolean> endByCookie(RefreshToken token) {
    return table
        .byFamily(token.familyHash())
        .flatMap(session -> sessions.end(session.accountId(), session.id()));
  }

  private Mono<Boolean> endByCaller(Caller caller) {
    return sessions.end(caller.accountId(), caller.loginSessionId());
  }

  private ResponseEntity<Void> cleared() {
    return ResponseEntity.noContent().header(HttpHeaders.SET_COOKIE, cookie.cleared()).build();
  }
}
