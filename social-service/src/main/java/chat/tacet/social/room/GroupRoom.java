package chat.tacet.social.room;

import chat.tacet.social.profile.User;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A group, as one who is or was in it sees it. Of one they are no longer in: nobody, and version
 * and sequence of the entry that ended it for them.
 *
 * @param version as relays know it
 * @param members in the order of joining, without those who are gone
 * @param open whether anybody may write there
 * @param sequence length of the log
 * @param owner account id; null when there is none any more
 * @param invited in the order of their invitations
 * @param gone members whose account was deleted
 * @param me the part of the person who asks; an owner is a member
 */
record GroupRoom(
    UUID roomId,
    String kind,
    long version,
    List<User> members,
    boolean open,
    long sequence,
    @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable UUID owner,
    List<User> invited,
    List<UUID> gone,
    String me) {

  static final String GROUP = "group";

  /** One that the person is no longer in. */
  static GroupRoom left(UUID roomId, long version, long sequence) {
    return new GroupRoom(
        roomId,
        GROUP,
        version,
        List.of(),
        false,
        sequence,
        null,
        List.of(),
        List.of(),
        MemberState.FORMER.stored());
  }
}
