package chat.tacet.social.room;

import chat.tacet.social.account.AccountContent;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * An account that ends leaves its rooms. They stay for those who remain: direct ones closed, groups
 * open.
 */
@Component
final class RoomContent implements AccountContent {

  private final Rooms rooms;
  private final GroupEnds groups;

  RoomContent(Rooms rooms, GroupEnds groups) {
    this.rooms = rooms;
    this.groups = groups;
  }

  @Override
  public Mono<Void> erase(UUID accountId) {
    return rooms.leaveAll(accountId).then(groups.raiseVersions(accountId));
  }
}
