package chat.tacet.social.room;

import chat.tacet.social.profile.User;
import java.util.List;
import java.util.UUID;

/**
 * A conversation, as its members see it.
 *
 * @param version increases whenever it is opened or closed or its members change
 * @param open whether anybody may write there
 */
public record Room(UUID roomId, String kind, long version, List<User> members, boolean open) {

  static final String DIRECT = "direct";
  static final String SELF = "self";
}
