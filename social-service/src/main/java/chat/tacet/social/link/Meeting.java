package chat.tacet.social.link;

import java.util.Optional;
import java.util.UUID;

/**
 * A meeting that is not over.
 *
 * @param opener login session of whoever opened it
 * @param guest login session of whoever put the first message; empty until then
 * @param numbersDiffer one side ended it for this reason: nothing is put or read any more
 */
record Meeting(UUID opener, Optional<UUID> guest, boolean numbersDiffer) {

  /** Which side this login is; empty if it is neither, or nobody knows yet. */
  Optional<Side> sideOf(UUID loginSession) {
    if (opener.equals(loginSession)) {
      return Optional.of(Side.OPENER);
    }
    return guest.filter(loginSession::equals).map(_ -> Side.GUEST);
  }
}
