package chat.tacet.auth.account;

import chat.tacet.auth.throttle.ClientAddress;
import chat.tacet.auth.throttle.Throttles;
import chat.tacet.kit.json.Base64Url;
import chat.tacet.kit.json.ByteLength;
import chat.tacet.kit.problem.Refuses;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Making an account. */
@RestController
class SignUpController {

  private final SignUp signUp;
  private final Throttles throttles;

  SignUpController(SignUp signUp, Throttles throttles) {
    this.signUp = signUp;
    this.throttles = throttles;
  }

  /**
   * Makes an account under an id the client chose, so that a lost answer is repaired by asking
   * again. Until {@code account/complete} it expires after 24 hours.
   */
  @Refuses({
    "400 username-invalid",
    "400 rounds-too-low",
    "403 invitation-needed",
    "403 invitation-invalid",
    "409 username-taken",
    "409 conflict",
    "429 rate-limited"
  })
  @PutMapping("/api/v1/auth/accounts/{accountId}")
  Mono<ResponseEntity<Created>> signUp(
      @PathVariable("accountId") UUID accountId,
      @Valid @RequestBody Mono<Request> body,
      ServerHttpRequest request) {
    throttles.signUp().take(ClientAddress.keyOf(request));
    return body.flatMap(wanted -> signUp.signUp(accountId, wanted))
        .map(made ->
            ResponseEntity.status(made.isNew() ? HttpStatus.CREATED : HttpStatus.OK)
                .body(new Created(accountId, made.account().username().displayed())));
  }

  /**
   * A wish for an account.
   *
   * @param username as its owner writes it
   * @param salt of the password's derivation
   * @param rounds of the password's derivation
   * @param authenticationKey what the client derived from the password
   * @param invitation a code, where only who has one may sign up; else it is not looked at
   */
  record Request(
      @NotNull @Size(max = 128) String username,
      @NotNull @ByteLength(min = PasswordDerivation.SALT_BYTES, max = PasswordDerivation.SALT_BYTES)
          Base64Url salt,
      @Min(1) @Max(PasswordDerivation.MAX_ROUNDS) long rounds,
      @NotNull @ByteLength(min = 32, max = 32) Base64Url authenticationKey,
      @Nullable @Size(max = 64) String invitation) {}

  /** The account as it stands. */
  record Created(UUID accountId, String username) {}
}
