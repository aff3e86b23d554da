package chat.tacet.kit.revocation;

import chat.tacet.kit.json.Ids;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * One thing whose tokens are refused.
 *
 * @param kind what the id names
 * @param id of the login session, device or account
 */
public record Revocation(Kind kind, UUID id) {

  /** What was revoked, by the prefix of its member in the set. */
  public enum Kind {
    /** A login session. */
    SID,
    /** A device. */
    DID,
    /** An account. */
    SUB
  }

  /** The member of the sorted set {@code auth:revoked}, for example {@code sid:<uuid>}. */
  public String member() {
    return kind.name().toLowerCase(Locale.ROOT) + ":" + id;
  }

  /** Empty if the text is no member this version knows. */
  public static Optional<Revocation> parse(String member) {
    for (Kind kind : Kind.values()) {
      String prefix = kind.name().toLowerCase(Locale.ROOT) + ":";
      if (member.startsWith(prefix)) {
        return Ids.parse(member.substring(prefix.length())).map(id -> new Revocation(kind, id));
      }
    }
    return Optional.empty();
  }
}
