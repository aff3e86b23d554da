package chat.tacet.social.group;

import chat.tacet.kit.json.Base64Url;
import chat.tacet.kit.json.ByteLength;
import chat.tacet.kit.token.Caller;
import chat.tacet.social.throttle.Rule;
import chat.tacet.social.throttle.Throttle;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.UUID;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

@RestController
@RequestMapping("/api/v1/social/rooms/{roomId}/log")
class GroupLogController {

  private final GroupLog log;
  private final LogReader reader;
  private final Throttle throttle;

  GroupLogController(GroupLog log, LogReader reader, Throttle throttle) {
    this.log = log;
    this.reader = reader;
    this.throttle = throttle;
  }

  @PostMapping
  Mono<GroupLog.Appended> append(
      @AuthenticationPrincipal Caller caller,
      @PathVariable UUID roomId,
      @Valid @RequestBody NewEntries request) {
    var entries = request.entries().stream().map(Base64Url::toByteArray).toList();
    return throttle
        .require(Rule.GROUP_CHANGES, caller.accountId())
        .then(Mono.defer(() -> log.append(caller, roomId, request.after(), entries)));
  }

  @GetMapping
  Mono<LogReader.Page> after(
      @AuthenticationPrincipal Caller caller,
      @PathVariable UUID roomId,
      @RequestParam(defaultValue = "0") @Min(0) long after) {
    return reader.after(caller.accountId(), roomId, after);
  }

  /**
   * Body of an append.
   *
   * @param after sequence of the newest entry the client knows
   * @param entries each a {@code SignedMembershipEntry}
   */
  record NewEntries(
      @PositiveOrZero long after,
      @NotNull @Size(min = 1, max = GroupLimits.MAX_APPEND)
          List<@NotNull @ByteLength(min = 1, max = GroupLimits.MAX_SIGNED_BYTES) Base64Url>
              entries) {}
}
