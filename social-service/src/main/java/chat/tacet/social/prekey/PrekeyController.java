package chat.tacet.social.prekey;

import static chat.tacet.kit.problem.CommonProblems.FORBIDDEN;

import chat.tacet.kit.token.Caller;
import chat.tacet.social.device.Devices;
import chat.tacet.social.device.SignatureChecks;
import chat.tacet.social.throttle.Rule;
import chat.tacet.social.throttle.Throttle;
import jakarta.validation.Valid;
import java.util.UUID;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

@RestController
@RequestMapping("/api/v1/social")
class PrekeyController {

  private final PrekeyStore store;
  private final PrekeyTable table;
  private final PrekeyBundles bundles;
  private final Devices devices;
  private final SignatureChecks checks;
  private final Throttle throttle;

  PrekeyController(
      PrekeyStore store,
      PrekeyTable table,
      PrekeyBundles bundles,
      Devices devices,
      SignatureChecks checks,
      Throttle throttle) {
    this.store = store;
    this.table = table;
    this.bundles = bundles;
    this.devices = devices;
    this.checks = checks;
    this.throttle = throttle;
  }

  @PutMapping("/prekeys")
  Mono<Remaining> put(
      @AuthenticationPrincipal Caller caller, @Valid @RequestBody PrekeyUpload upload) {
    return throttle
        .require(Rule.KEY_UPLOADS, caller.accountId())
        .then(Mono.defer(() -> signingKey(caller)))
        .map(key -> new PrekeyVerifier(caller.accountId(), caller.deviceId(), key))
        .flatMap(verifier -> checks.run(() -> upload.verified(verifier)))
        .flatMap(prekeys -> store.put(caller.accountId(), caller.deviceId(), prekeys))
        .map(Remaining::of);
  }

  @GetMapping("/prekeys")
  Mono<Stored> get(@AuthenticationPrincipal Caller caller) {
    return signingKey(caller).flatMap(_ -> table.marks(caller.deviceId())).map(Stored::of);
  }

  @PostMapping("/users/{accountId}/devices/{deviceId}/prekey-bundle")
  Mono<PrekeyBundles.Bundle> bundle(
      @AuthenticationPrincipal Caller caller,
      @PathVariable UUID accountId,
      @PathVariable UUID deviceId) {
    return throttle
        .require(Rule.PREKEY_BUNDLES, caller.accountId(), deviceId)
        .then(Mono.defer(() -> signingKey(caller)))
        .flatMap(_ -> bundles.take(caller.accountId(), accountId, deviceId));
  }

  /**
   * Only a device of the caller's device list has prekeys, or needs any: a password alone neither
   * publishes some nor uses up those of others.
   */
  private Mono<byte[]> signingKey(Caller caller) {
    return devices
        .signingKey(caller.accountId(), caller.deviceId())
        .switchIfEmpty(Mono.error(FORBIDDEN::exception));
  }

  /** How many one-time prekeys remain. */
  record Remaining(long x25519OneTime, long mlKemOneTime) {
    static Remaining of(PrekeyMarks marks) {
      return new Remaining(marks.x25519OneTime(), marks.mlKemOneTime());
    }
  }

  /** What the device has stored; the highest key ids tell a device that was rolled back. */
  record Stored(
      long x25519OneTime,
      long mlKemOneTime,
      long x25519SignedCounter,
      long mlKemLastResortCounter,
      long x25519OneTimeHighestKeyId,
      long mlKemOneTimeHighestKeyId) {
    static Stored of(PrekeyMarks marks) {
      return new Stored(
          marks.x25519OneTime(),
          marks.mlKemOneTime(),
          marks.x25519SignedCounter(),
          marks.mlKemCounter(),
          marks.x25519OneTimeHigh(),
          marks.mlKemOneTimeHigh());
    }
  }
}
