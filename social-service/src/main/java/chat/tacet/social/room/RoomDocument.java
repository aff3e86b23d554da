package chat.tacet.social.room;

import chat.tacet.social.directory.DirectoryDocument;
import java.util.List;
import java.util.UUID;

/**
 * What relays know of a room ({@code contracts/events/README.md}).
 *
 * @param members who may write there
 */
record RoomDocument(UUID roomId, String kind, List<UUID> members, boolean open) {

  DirectoryDocument at(long version) {
    return new DirectoryDocument("dir:room:{" + roomId + "}", version, this);
  }
}
