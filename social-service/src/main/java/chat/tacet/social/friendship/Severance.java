package chat.tacet.social.friendship;

import chat.tacet.social.directory.DirectoryChanges;
import chat.tacet.social.directory.Topic;
import chat.tacet.social.friendship.FriendRequest.State;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** What blocking does to friendship and requests. */
@Component
public final class Severance {

  private final Friendships friendships;
  private final FriendRequestTable requests;
  private final DirectoryChanges changes;

  Severance(Friendships friendships, FriendRequestTable requests, DirectoryChanges changes) {
    this.friendships = friendships;
    this.requests = requests;
    this.changes = changes;
  }

  /**
   * Ends what is between the two; the caller holds both locks. The blocker's own open request is
   * taken back. One from the blocked person vanishes for the blocker only: its sender goes on
   * seeing it unanswered, like that of anybody who never answers.
   */
  public Mono<Void> between(UUID blocker, UUID blocked) {
    return friendships
        .end(blocker, blocked)
        .then(Mono.defer(() -> requests.pendingBetween(blocker, blocked)))
        .flatMap(request -> end(request, blocker));
  }

  private Mono<Void> end(FriendRequest request, UUID blocker) {
    if (request.isFrom(blocker)) {
      return requests
          .close(request, State.WITHDRAWN)
          .then(changes.changed(Topic.FRIEND_REQUESTS, blocker))
          .then(
              request.hidden()
                  ? Mono.empty()
                  : changes.changed(Topic.FRIEND_REQUESTS, request.recipientId()));
    }
    return requests.hide(request).then(changes.changed(Topic.FRIEND_REQUESTS, blocker));
  }
}
