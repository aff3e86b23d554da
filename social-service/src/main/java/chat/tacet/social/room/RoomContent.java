package chat.tacet.social.room;

import chat.tacet.social.account.AccountContent;
import chat.tacet.social.directory.DirectoryChanges;
import chat.tacet.social.directory.Topic;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * An account that ends leaves its rooms. They stay for those who remain: direct ones closed, groups
 * open. Its own room closes.
 */
@Component
final class RoomContent implements AccountContent {

  private final Rooms rooms;
  private final GroupEnds groups;
  private final DirectoryChanges changes;

  RoomContent(Rooms rooms, GroupEnds groups, DirectoryChanges changes) {
    this.rooms = rooms;
    this.groups = groups;
    this.changes = changes;
  }

  @Override
  public Mono<Void> erase(UUID accountId) {
    return rooms
        .leaveAll(accountId)
        .then(groups.raiseVersions(accountId))
        .then(changes.changed(Topic.OWN_ROOMS, accountId));
  }
}
