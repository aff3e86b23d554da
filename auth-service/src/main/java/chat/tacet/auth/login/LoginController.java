package chat.tacet.auth.login;

import static chat.tacet.kit.problem.CommonProblems.LOGIN_ENDED;

import chat.tacet.auth.account.Account;
import chat.tacet.auth.account.Accounts;
import chat.tacet.auth.throttle.ClientAddress;
import chat.tacet.auth.throttle.Throttles;
import chat.tacet.auth.token.TokenIssuer;
import chat.tacet.auth.username.Username;
import chat.tacet.kit.client.Client;
import chat.tacet.kit.json.Base64Url;
import chat.tacet.kit.json.ByteLength;
import chat.tacet.kit.problem.Refuses;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Signing in and staying in. */
@RestController
class LoginController {

  private final CredentialCheck credentials;
  private final LoginSessions sessions;
  private final Refresh refresh;
  private final Accounts accounts;
  private final TokenIssuer tokens;
  private final RefreshCookie cookie;
  private final Throttles throttles;

  LoginController(
      CredentialCheck credentials,
      LoginSessions sessions,
      Refresh refresh,
      Accounts accounts,
      TokenIssuer tokens,
      RefreshCookie cookie,
      Throttles throttles) {
    this.credentials = credentials;
    this.sessions = sessions;
    this.refresh = refresh;
    this.accounts = accounts;
    this.tokens = tokens;
    this.cookie = cookie;
    this.throttles = throttles;
  }

  /** Signs a device in. */
  @Refuses({
    "401 wrong-credentials",
    "403 account-suspended",
    "409 device-taken",
    "429 rate-limited"
  })
  @PostMapping("/api/v1/auth/login")
  Mono<ResponseEntity<LoginAnswer>> login(
      @Valid @RequestBody Mono<Request> body, ServerHttpRequest request) {
    String address = ClientAddress.keyOf(request);
    String userAgent = Client.userAgent(request);
    Optional<DeviceToken> device = DeviceCookie.read(request);
    return body.flatMap(login ->
        credentials
            .require(
                Username.lookUpKey(login.username()), login.authenticationKey(), device, address)
            .flatMap(account -> begin(account, login.deviceId(), userAgent)));
  }

  private Mono<ResponseEntity<LoginAnswer>> begin(
      Account account, UUID deviceId, String userAgent) {
    RefreshToken token = RefreshToken.first();
    DeviceToken device = DeviceToken.create();
    return sessions
        .begin(account, deviceId, userAgent, token, device)
        .map(session -> answer(account, session, token, DeviceCookie.with(device)));
  }

  /** Exchanges the cookie for a new one and a new access token. */
  @Refuses({"401 login-ended", "403 forbidden", "429 rate-limited"})
  @PostMapping("/api/v1/auth/token")
  Mono<ResponseEntity<LoginAnswer>> token(ServerHttpRequest request) {
    throttles.refresh().take(ClientAddress.keyOf(request));
    return cookie
        .read(request)
        .map(refresh::exchange)
        .orElseGet(() -> Mono.error(LOGIN_ENDED.exception()))
        .flatMap(refreshed ->
            accounts
                .byId(refreshed.session().accountId())
                .switchIfEmpty(Mono.error(LOGIN_ENDED.exception()))
                .map(account -> answer(account, refreshed.session(), refreshed.token())));
  }

  private ResponseEntity<LoginAnswer> answer(
      Account account, LoginSession session, RefreshToken token, String... cookies) {
    return ResponseEntity.ok()
        .header(HttpHeaders.SET_COOKIE, cookie.with(token))
        .header(HttpHeaders.SET_COOKIE, cookies)
        .body(LoginAnswer.of(account, session, tokens));
  }

  /** Who signs in, and on which device. */
  record Request(
      @NotNull @Size(max = 128) String username,
      @NotNull @ByteLength(min = 32, max = 32) Base64Url authenticationKey,
      @NotNull UUID deviceId) {}
}
