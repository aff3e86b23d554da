package chat.tacet.social.friendship;

import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** What one person is to another, as the first may know it. */
@Component
final class Relations {

  private final Friendships friendships;
  private final FriendRequestTable requests;
  private final Blocks blocks;

  Relations(Friendships friendships, FriendRequestTable requests, Blocks blocks) {
    this.friendships = friendships;
    this.requests = requests;
    this.blocks = blocks;
  }

  Mono<Relation> between(UUID viewer, UUID other) {
    if (viewer.equals(other)) {
      return Mono.just(Relation.SELF);
    }
    return when(blocks.hasBlocked(viewer, other), Relation.BLOCKED)
        .switchIfEmpty(when(friendships.areFriends(viewer, other), Relation.FRIEND))
        .switchIfEmpty(Mono.defer(() -> asked(viewer, other)))
        .defaultIfEmpty(Relation.NONE);
  }

  private Mono<Relation> asked(UUID viewer, UUID other) {
    return requests
        .pendingBetween(viewer, other)
        .filter(request -> request.isFrom(viewer) || request.isVisibleTo(viewer))
        .map(request -> request.isFrom(viewer) ? Relation.REQUEST_SENT : Relation.REQUEST_RECEIVED);
  }

  private static Mono<Relation> when(Mono<Boolean> condition, Relation relation) {
    return condition.filter(holds -> holds).map(_ -> relation);
  }
}
