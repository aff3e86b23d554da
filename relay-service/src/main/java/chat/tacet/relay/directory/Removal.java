package chat.tacet.relay.directory;

import java.util.Optional;
import java.util.UUID;

/**
 * A device that the list of its account named once and names no longer.
 *
 * @param atMillis when that was published, ms since the epoch
 */
public record Removal(UUID account, UUID device, long atMillis) {

  private static final int ID_LENGTH = 36;

  /** Reads {@code <accountId>:<deviceId>}; empty for anything else. */
  static Optional<Removal> parse(String member, long atMillis) {
    if (member.length() != 2 * ID_LENGTH + 1 || member.charAt(ID_LENGTH) != ':') {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Removal(
              UUID.fromString(member.substring(0, ID_LENGTH)),
              UUID.fromString(member.substring(ID_LENGTH + 1)),
              atMillis));
    } catch (IllegalArgumentException notIds) {
      return Optional.empty();
    }
  }

  /** As it stands in the set. */
  String member() {
    return account + ":" + device;
  }
}
