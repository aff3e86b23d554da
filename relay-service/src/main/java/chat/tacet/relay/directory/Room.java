package chat.tacet.relay.directory;

import java.util.Set;
import java.util.UUID;

/**
 * A room.
 *
 * @param members who may write there while it is open; of a direct room the two of them, also once
 *     it is closed
 * @param group whether its id tells nobody anything: that of a direct room follows from two
 *     accounts, and that of a room with oneself from one
 */
public record Room(Set<UUID> members, boolean open, boolean group) {

  /**
   * Whether this account may learn that there is such a room. Who is friends with whom is nobody
   * else's business.
   */
  public boolean isKnownTo(UUID account) {
    return group || members.contains(account);
  }
}
