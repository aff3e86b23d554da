package chat.tacet.social.group;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.UUID;

/** [M-5] What an entry changes. */
sealed interface Change {

  /** Whether it takes somebody out of the group. */
  default boolean ends() {
    return switch (this) {
      case Decline _, Leave _, Remove _, Expel _ -> true;
      case Create _, Invite _, Accept _, Rename _, HandOver _ -> false;
    };
  }

  /** The author begins the group. */
  record Create() implements Change {}

  /** People are asked to join, in ascending order of their ids. */
  record Invite(List<Invitee> people) implements Change {}

  /** [M-4] A person as the log knows them: an account under one identity. */
  record Invitee(UUID accountId, ByteString identityKey) {}

  record Accept() implements Change {}

  record Decline() implements Change {}

  record Leave() implements Change {}

  record Remove(UUID accountId) implements Change {}

  /** The commitment to the name is nothing the service could judge. */
  record Rename() implements Change {}

  record HandOver(UUID accountId) implements Change {}

  /**
   * Somebody's account has another identity.
   *
   * @param listVersion of the list that is the evidence
   * @param evidence the {@code SignedDeviceList}
   */
  record Expel(UUID accountId, long listVersion, ByteString evidence) implements Change {}
}
