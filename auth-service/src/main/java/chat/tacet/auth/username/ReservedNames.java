package chat.tacet.auth.username;

import java.util.Set;

/** Names that would pass for the operator, for a machine, or for everybody. */
final class ReservedNames {

  private static final Set<String> NAMES =
      Set.of(
          "abuse",
          "admin",
          "administrator",
          "all",
          "anonymous",
          "bot",
          "deleted",
          "everyone",
          "help",
          "here",
          "hostmaster",
          "info",
          "mail",
          "mod",
          "moderator",
          "null",
          "official",
          "operator",
          "owner",
          "postmaster",
          "root",
          "security",
          "server",
          "service",
          "staff",
          "support",
          "system",
          "tacet",
          "team",
          "undefined",
          "unknown",
          "webmaster");

  private ReservedNames() {}

  static boolean contains(String key) {
    return NAMES.contains(key);
  }
}
