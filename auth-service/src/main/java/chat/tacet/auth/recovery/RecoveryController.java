package chat.tacet.auth.recovery;

import chat.tacet.auth.throttle.ClientAddress;
import chat.tacet.kit.json.Base64Url;
import chat.tacet.kit.json.ByteLength;
import chat.tacet.kit.problem.Refuses;
import chat.tacet.kit.token.Caller;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** The recovery phrase, as far as it concerns a server: {@code docs/spec/recovery.md}. */
@RestController
class RecoveryController {

  /** A record of version 1 has 105 bytes; a later one may say more. */
  private static final int MAX_RECORD_BYTES = 512;

  private final Recoveries recoveries;

  RecoveryController(Recoveries recoveries) {
    this.recoveries = recoveries;
  }

  /** Whether the account has a recovery phrase, and since when. */
  @GetMapping("/api/v1/auth/recovery")
  Mono<State> state(@AuthenticationPrincipal Caller caller) {
    return recoveries
        .of(caller.accountId())
        .map(recovery -> new State(true, recovery.since().toEpochMilli()))
        .defaultIfEmpty(new State(false, null));
  }

  /** Sets a recovery phrase; the one before opens nothing any more. */
  @Refuses({"401 wrong-credentials", "429 rate-limited"})
  @PutMapping("/api/v1/auth/recovery")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  Mono<Void> put(
      @AuthenticationPrincipal Caller caller,
      @Valid @RequestBody Mono<Put> body,
      ServerHttpRequest request) {
    String address = ClientAddress.keyOf(request);
    return body.flatMap(wanted -> recoveries.put(caller, wanted, address));
  }

  /** Gives out the record to who proves the phrase. */
  @Refuses({"403 wrong-recovery-key", "404 not-found", "429 rate-limited"})
  @PostMapping("/api/v1/auth/recovery/open")
  Mono<Opened> open(
      @AuthenticationPrincipal Caller caller,
      @Valid @RequestBody Mono<Open> body,
      ServerHttpRequest request) {
    String address = ClientAddress.keyOf(request);
    return body.flatMap(
            proof -> recoveries.open(caller, proof.recoveryAuthenticationKey(), address))
        .map(Opened::new);
  }

  /** Deletes it: no phrase opens anything any more. */
  @Refuses({"401 wrong-credentials", "429 rate-limited"})
  @PostMapping("/api/v1/auth/recovery/delete")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  Mono<Void> delete(
      @AuthenticationPrincipal Caller caller,
      @Valid @RequestBody Mono<Delete> body,
      ServerHttpRequest request) {
    String address = ClientAddress.keyOf(request);
    return body.flatMap(sure -> recoveries.delete(caller, sure.authenticationKey(), address));
  }

  /** Whether there is a phrase, and since when. */
  record State(boolean exists, @Nullable Long since) {}

  /** The password once more, and what a new phrase leaves here. */
  record Put(
      @NotNull @ByteLength(min = 32, max = 32) Base64Url currentAuthenticationKey,
      @NotNull @ByteLength(min = 32, max = 32) Base64Url recoveryAuthenticationKey,
      @NotNull @ByteLength(min = 1, max = MAX_RECORD_BYTES) Base64Url record) {}

  /** Proof of the phrase. */
  record Open(@NotNull @ByteLength(min = 32, max = 32) Base64Url recoveryAuthenticationKey) {}

  /** What was sealed under it. */
  record Opened(Base64Url record) {}

  /** The password once more, so that a stolen access token is not enough. */
  record Delete(@NotNull @ByteLength(min = 32, max = 32) Base64Url authenticationKey) {}
}
