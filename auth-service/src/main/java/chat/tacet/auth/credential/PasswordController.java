package chat.tacet.auth.credential;

import static chat.tacet.auth.password.PasswordProblems.ROUNDS_TOO_LOW;

import chat.tacet.auth.account.PasswordDerivation;
import chat.tacet.auth.password.PasswordProperties;
import chat.tacet.auth.throttle.ClientAddress;
import chat.tacet.kit.json.Base64Url;
import chat.tacet.kit.json.ByteLength;
import chat.tacet.kit.problem.Refuses;
import chat.tacet.kit.token.Caller;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** A new password. */
@RestController
class PasswordController {

  private final PasswordChange change;
  private final PasswordProperties password;

  PasswordController(PasswordChange change, PasswordProperties password) {
    this.change = change;
    this.password = password;
  }

  /** Replaces the password and ends every other login of the account. */
  @Refuses({"400 rounds-too-low", "401 wrong-credentials", "409 conflict", "429 rate-limited"})
  @PutMapping("/api/v1/auth/password")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  Mono<Void> change(
      @AuthenticationPrincipal Caller caller,
      @Valid @RequestBody Mono<Request> body,
      ServerHttpRequest request) {
    String address = ClientAddress.keyOf(request);
    return body.flatMap(wanted ->
        wanted.rounds() < password.minRounds()
            ? Mono.error(ROUNDS_TOO_LOW.exception())
            : change.change(caller, wanted, address));
  }

  /** The old authentication key, and the new one with its derivation. */
  record Request(
      @NotNull @ByteLength(min = 32, max = 32) Base64Url currentAuthenticationKey,
      @NotNull @ByteLength(min = PasswordDerivation.SALT_BYTES, max = PasswordDerivation.SALT_BYTES)
          Base64Url salt,
      @Min(1) @Max(PasswordDerivation.MAX_ROUNDS) long rounds,
      @NotNull @ByteLength(min = 32, max = 32) Base64Url authenticationKey) {

    PasswordDerivation derivation() {
      return new PasswordDerivation(salt, rounds);
    }
  }
}
