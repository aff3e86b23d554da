package chat.tacet.auth.personal;

import static chat.tacet.auth.personal.PersonalTokenProblems.INVALID;
import static chat.tacet.kit.problem.CommonProblems.LOGIN_ENDED;
import static chat.tacet.kit.problem.CommonProblems.NOT_FOUND;

import chat.tacet.auth.account.Accounts;
import chat.tacet.auth.login.CredentialCheck;
import chat.tacet.auth.throttle.ClientAddress;
import chat.tacet.auth.throttle.Throttles;
import chat.tacet.auth.token.TokenIssuer;
import chat.tacet.kit.json.Base64Url;
import chat.tacet.kit.json.ByteLength;
import chat.tacet.kit.problem.Refuses;
import chat.tacet.kit.text.Characters;
import chat.tacet.kit.token.Caller;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Tokens for programs: made and ended by people, exchanged by programs. */
@RestController
class PersonalTokenController {

  private static final String TOKENS = "/api/v1/auth/personal-tokens";

  /** Somebody should look again once a year. */
  private static final int MAX_DAYS = 366;

  /** As many as there are. */
  private static final int MAX_SCOPES = 4;

  private final PersonalTokens tokens;
  private final Accounts accounts;
  private final CredentialCheck credentials;
  private final TokenIssuer issuer;
  private final Throttles throttles;
  private final Clock clock;

  PersonalTokenController(
      PersonalTokens tokens,
      Accounts accounts,
      CredentialCheck credentials,
      TokenIssuer issuer,
      Throttles throttles,
      Clock clock) {
    this.tokens = tokens;
    this.accounts = accounts;
    this.credentials = credentials;
    this.issuer = issuer;
    this.throttles = throttles;
    this.clock = clock;
  }

  /** All of the caller's account, the newest first. */
  @GetMapping(TOKENS)
  Mono<Answer> list(@AuthenticationPrincipal Caller caller) {
    return tokens.ofAccount(caller.accountId()).map(Entry::of).collectList().map(Answer::new);
  }

  /**
   * Makes one for the caller's device, under an id and with a secret that the client chose, so that
   * a lost answer is repaired by asking again. It takes the password once more.
   */
  @Refuses({"401 wrong-credentials", "409 conflict", "409 limit-reached", "429 rate-limited"})
  @PutMapping(TOKENS + "/{tokenId}")
  Mono<ResponseEntity<Entry>> make(
      @AuthenticationPrincipal Caller caller,
      @PathVariable("tokenId") UUID tokenId,
      @Valid @RequestBody Mono<NewToken> body,
      ServerHttpRequest request) {
    String address = ClientAddress.keyOf(request);
    return body.flatMap(wanted ->
        accounts
            .byId(caller.accountId())
            .switchIfEmpty(Mono.error(LOGIN_ENDED.exception()))
            .flatMap(account ->
                credentials.requireAgain(account, wanted.authenticationKey(), caller, address))
            .flatMap(checked -> tokens.make(checked, wanted.of(caller, tokenId, clock.instant())))
            .map(made ->
                ResponseEntity.status(made.isNew() ? HttpStatus.CREATED : HttpStatus.OK)
                    .body(Entry.of(made.token()))));
  }

  /** Ends one: within five seconds no service takes what came of it. */
  @Refuses("404 not-found")
  @DeleteMapping(TOKENS + "/{tokenId}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  Mono<Void> revoke(@AuthenticationPrincipal Caller caller, @PathVariable("tokenId") UUID tokenId) {
    return tokens
        .revoke(caller.accountId(), tokenId)
        .flatMap(ended -> ended ? Mono.empty() : Mono.error(NOT_FOUND.exception()));
  }

  /** Gives an access token for one. */
  @Refuses({"401 personal-token-invalid", "429 rate-limited"})
  @PostMapping(TOKENS + "/exchange")
  Mono<Access> exchange(@Valid @RequestBody Mono<Exchange> body, ServerHttpRequest request) {
    String address = ClientAddress.keyOf(request);
    return body.flatMap(shown -> {
      throttles.personalTokens().take(address);
      return tokens
          .prove(shown.token())
          .flatMap(token ->
              accounts
                  .byId(token.accountId())
                  .switchIfEmpty(Mono.error(INVALID.exception()))
                  .map(account -> access(token, account.username().displayed())));
    });
  }

  private Access access(PersonalToken token, String username) {
    Duration left = Duration.between(clock.instant(), token.expiresAt());
    Duration life =
        left.compareTo(TokenIssuer.ACCESS_TOKEN_LIFE) < 0 ? left : TokenIssuer.ACCESS_TOKEN_LIFE;
    String scope = String.join(" ", token.scopes());
    return new Access(
        token.accountId(),
        token.deviceId(),
        username,
        token.scopes(),
        issuer.accessToken(token.accountId(), token.id(), token.deviceId(), username, scope, life),
        life.toMillis());
  }

  /** The list. */
  record Answer(List<Entry> personalTokens) {}

  /** One token; times in epoch milliseconds, the last use to the day. */
  record Entry(
      UUID id,
      UUID deviceId,
      String name,
      List<String> scopes,
      long createdAt,
      long expiresAt,
      @Nullable Long lastUsedOn) {

    static Entry of(PersonalToken token) {
      Instant used = token.lastUsedOn();
      return new Entry(
          token.id(),
          token.deviceId(),
          token.name(),
          token.scopes(),
          token.createdAt().toEpochMilli(),
          token.expiresAt().toEpochMilli(),
          used == null ? null : used.toEpochMilli());
    }
  }

  /**
   * The password once more, and a wish.
   *
   * @param name shown to its owner
   * @param expiresInDays from now
   * @param secret 32 random bytes, which only the program keeps
   */
  record NewToken(
      @NotNull @ByteLength(min = 32, max = 32) Base64Url authenticationKey,
      @NotNull @Size(min = 1) @Pattern(regexp = NAME) @Characters String name,
      @NotEmpty @Size(max = MAX_SCOPES) List<@NotNull @Pattern(regexp = SCOPES) String> scopes,
      @Min(1) @Max(MAX_DAYS) int expiresInDays,
      @NotNull @ByteLength(min = TokenText.SECRET_BYTES, max = TokenText.SECRET_BYTES)
          Base64Url secret) {

    /** Up to 64 characters; {@code @Size} would count those beyond U+FFFF twice. */
    private static final String NAME = "(?s:.{0,64})";

    private static final String SCOPES = "mail:send|mail:read|social:read|social:write";

    PersonalToken of(Caller caller, UUID id, Instant now) {
      return new PersonalToken(
          id,
          caller.accountId(),
          caller.deviceId(),
          name,
          scopes.stream().distinct().sorted().toList(),
          TokenText.hash(secret),
          now,
          now.plus(Duration.ofDays(expiresInDays)),
          null);
    }
  }

  /** A personal token as its program keeps it. */
  record Exchange(@NotNull @Size(max = 128) String token) {

    /** Holds the token back. */
    @Override
    public String toString() {
      return "Exchange[redacted]";
    }
  }

  /** An access token, and whose it is. */
  record Access(
      UUID accountId,
      UUID deviceId,
      String username,
      List<String> scopes,
      String accessToken,
      long expiresInMs) {

    /** Holds the token back. */
    @Override
    public String toString() {
      return "Access[redacted]";
    }
  }
}
