package chat.tacet.social.link;

import chat.tacet.kit.client.Client;
import chat.tacet.kit.json.Base64Url;
import chat.tacet.kit.json.ByteLength;
import chat.tacet.kit.token.Caller;
import chat.tacet.social.throttle.Rule;
import chat.tacet.social.throttle.Throttle;
import io.netty.util.NetUtil;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
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
@RequestMapping("/api/v1/social/links/{linkId}")
class LinkController {

  private static final String MESSAGE = "/messages/{number:[1-" + Side.MESSAGES + "]}";

  private final Meetings meetings;
  private final LinkReading reading;
  private final Throttle throttle;

  LinkController(Meetings meetings, LinkReading reading, Throttle throttle) {
    this.meetings = meetings;
    this.reading = reading;
    this.throttle = throttle;
  }

  @PutMapping
  @ResponseStatus(HttpStatus.NO_CONTENT)
  Mono<Void> open(@AuthenticationPrincipal Caller caller, @PathVariable UUID linkId) {
    return throttle
        .require(Rule.LINKS, caller.accountId())
        .then(Mono.defer(() -> meetings.open(caller, linkId)));
  }

  @DeleteMapping
  @ResponseStatus(HttpStatus.NO_CONTENT)
  Mono<Void> close(
      @AuthenticationPrincipal Caller caller,
      @PathVariable UUID linkId,
      @RequestParam(defaultValue = "false") boolean numbersDiffer) {
    return throttle
        .require(Rule.LINK_MESSAGES, caller.accountId())
        .then(Mono.defer(() -> meetings.close(caller, linkId, numbersDiffer)));
  }

  @PutMapping(MESSAGE)
  @ResponseStatus(HttpStatus.NO_CONTENT)
  Mono<Void> put(
      @AuthenticationPrincipal Caller caller,
      @PathVariable UUID linkId,
      @PathVariable int number,
      @Valid @RequestBody NewMessage message,
      ServerHttpRequest request) {
    var seen =
        new LinkMessage(
            message.sealed().toByteArray(),
            Client.userAgent(request),
            Client.address(request).map(NetUtil::toAddressString).orElse(""));
    return throttle
        .require(Rule.LINK_MESSAGES, caller.accountId())
        .then(Mono.defer(() -> meetings.put(caller, linkId, number, seen)));
  }

  /** Answers as soon as the message is there. */
  @GetMapping(MESSAGE)
  Mono<MessageView> get(
      @AuthenticationPrincipal Caller caller, @PathVariable UUID linkId, @PathVariable int number) {
    return throttle
        .require(Rule.LINK_MESSAGES, caller.accountId())
        .then(Mono.defer(() -> reading.read(caller, linkId, number)))
        .map(MessageView::of);
  }

  /** {@code sealed}: opaque here. */
  record NewMessage(@NotNull @ByteLength(min = 1, max = MAX_SEALED) Base64Url sealed) {

    /** A device list of 16 devices, a profile and what they are sealed with need 4 KiB. */
    private static final int MAX_SEALED = 65_536;
  }

  /** A message, and where it came from. */
  record MessageView(Base64Url sealed, From from) {

    static MessageView of(LinkMessage message) {
      return new MessageView(
          Base64Url.of(message.sealed()),
          new From(orNull(message.userAgent()), orNull(message.address())));
    }

    private static @Nullable String orNull(String text) {
      return text.isEmpty() ? null : text;
    }
  }

  /** What the gateway saw of whoever put a message. */
  record From(@Nullable String userAgent, @Nullable String address) {

    @Override
    public String toString() {
      return "From[redacted]";
    }
  }
}
