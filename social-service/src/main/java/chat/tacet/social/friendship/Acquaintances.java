package chat.tacet.social.friendship;

import chat.tacet.social.room.Fellows;
import chat.tacet.social.room.Rooms;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Who has seen whom, other than by an exact username. Knowing an id is not enough, and no call may
 * turn an id into the person.
 */
@Component
public final class Acquaintances {

  private final FriendRequestTable requests;
  private final Rooms rooms;
  private final Fellows fellows;

  Acquaintances(FriendRequestTable requests, Rooms rooms, Fellows fellows) {
    this.requests = requests;
    this.rooms = rooms;
    this.fellows = fellows;
  }

  /**
   * Whether the viewer has, or lately had, a request with the other that the viewer can see, ever
   * was friends with them, or is in a group with them.
   */
  public Mono<Boolean> hasMet(UUID viewer, UUID other) {
    return requests
        .anySeenBy(viewer, other)
        .filter(seen -> seen)
        .switchIfEmpty(rooms.direct(viewer, other).map(_ -> true))
        .switchIfEmpty(fellows.areFellows(viewer, other));
  }
}
