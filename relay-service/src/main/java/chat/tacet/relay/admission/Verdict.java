package chat.tacet.relay.admission;

import chat.tacet.relay.frame.DeviceAddress;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** May a message go where its sender wants? */
public sealed interface Verdict {

  /** Yes. */
  record Admitted() implements Verdict {}

  /** The room is unknown, closed, or not the sender's. */
  record NotAMember() implements Verdict {}

  /**
   * It was encrypted for other devices than those of the room.
   *
   * @param missing belong to the room and got no key
   * @param extra got a key and do not belong; the sending device itself when it was signed out
   * @param stale accounts whose list the sender knows in an older version, with ours
   */
  record WrongDevices(List<DeviceAddress> missing, List<DeviceAddress> extra, Map<UUID, Long> stale)
      implements Verdict {}

  /** The sender has seen a newer directory than this relay, or ours is not complete. */
  record DirectoryBehind() implements Verdict {}
}
