package chat.tacet.social.friendship;

import chat.tacet.kit.token.Caller;
import chat.tacet.social.friendship.FriendRequest.State;
import chat.tacet.social.profile.User;
import chat.tacet.social.room.Room;
import chat.tacet.social.throttle.Rule;
import chat.tacet.social.throttle.Throttle;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

@RestController
@RequestMapping("/api/v1/social/friend-requests")
class FriendRequestController {

  private final FriendRequests requests;
  private final FriendRequestTable table;
  private final Throttle throttle;

  FriendRequestController(FriendRequests requests, FriendRequestTable table, Throttle throttle) {
    this.requests = requests;
    this.table = table;
    this.throttle = throttle;
  }

  @PutMapping("/{requestId}")
  Mono<SentView> send(
      @AuthenticationPrincipal Caller caller,
      @PathVariable UUID requestId,
      @Valid @RequestBody NewRequest request) {
    return throttle
        .require(Rule.FRIEND_REQUESTS, caller.accountId())
        .then(Mono.defer(() -> requests.send(caller.accountId(), requestId, request.username())))
        .map(SentView::of);
  }

  @GetMapping
  Mono<RequestLists> list(@AuthenticationPrincipal Caller caller) {
    return Mono.zip(
        table.incoming(caller.accountId()).collectList(),
        table.outgoing(caller.accountId()).collectList(),
        RequestLists::new);
  }

  @PostMapping("/{requestId}/accept")
  Mono<Accepted> accept(@AuthenticationPrincipal Caller caller, @PathVariable UUID requestId) {
    return requests.accept(caller.accountId(), requestId).map(Accepted::new);
  }

  @PostMapping("/{requestId}/decline")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  Mono<Void> decline(@AuthenticationPrincipal Caller caller, @PathVariable UUID requestId) {
    return requests.decline(caller.accountId(), requestId);
  }

  @DeleteMapping("/{requestId}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  Mono<Void> withdraw(@AuthenticationPrincipal Caller caller, @PathVariable UUID requestId) {
    return requests.withdraw(caller.accountId(), requestId);
  }

  record NewRequest(@NotNull String username) {

    @Override
    public String toString() {
      return "NewRequest[redacted]";
    }
  }

  /**
   * A sent request.
   *
   * @param state {@code pending}, or {@code accepted} when the other side had asked
   * @param createdAt epoch milliseconds
   */
  record SentView(UUID requestId, String state, User user, long createdAt) {

    static SentView of(FriendRequests.Sent sent) {
      var request = sent.request();
      return new SentView(
          request.requestId(),
          request.state() == State.ACCEPTED ? "accepted" : "pending",
          sent.to(),
          request.createdAt());
    }
  }

  record RequestLists(List<RequestView> incoming, List<RequestView> outgoing) {}

  record Accepted(Room room) {}
}
