package chat.tacet.social.device;

import chat.tacet.kit.json.Base64Url;
import chat.tacet.kit.json.ByteLength;
import chat.tacet.kit.token.Caller;
import chat.tacet.social.throttle.Rule;
import chat.tacet.social.throttle.Throttle;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

@RestController
@RequestMapping("/api/v1/social")
class DeviceListController {

  private final DeviceLists lists;
  private final SignatureChecks checks;
  private final Throttle throttle;

  DeviceListController(DeviceLists lists, SignatureChecks checks, Throttle throttle) {
    this.lists = lists;
    this.checks = checks;
    this.throttle = throttle;
  }

  @PutMapping("/device-list")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  Mono<Void> put(
      @AuthenticationPrincipal Caller caller, @Valid @RequestBody NewDeviceList request) {
    var signed = request.signedDeviceList().toByteArray();
    return throttle
        .require(Rule.KEY_UPLOADS, caller.accountId())
        .then(
            checks.run(
                () -> DeviceListVerifier.verify(signed, caller.accountId(), caller.deviceId())))
        .flatMap(list -> lists.put(caller.accountId(), list));
  }

  @GetMapping("/users/{accountId}/device-lists")
  Mono<DeviceLists.Page> after(
      @AuthenticationPrincipal Caller caller,
      @PathVariable UUID accountId,
      @RequestParam(defaultValue = "0") @Min(0) long after) {
    return lists.after(caller.accountId(), accountId, after);
  }

  /** {@code signedDeviceList}: protobuf {@code SignedDeviceList}. */
  record NewDeviceList(
      @NotNull @ByteLength(min = 1, max = DeviceListVerifier.MAX_BYTES)
          Base64Url signedDeviceList) {}
}
