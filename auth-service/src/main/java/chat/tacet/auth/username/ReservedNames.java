package chat.tacet.auth.username;

import java.util.Set;
import java.util.stream.Collectors;

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

  private static final Set<String> SKELETONS =
      NAMES.stream().map(Skeleton::of).collect(Collectors.toUnmodifiableSet());

  private ReservedNames() {}

  static boolean haveOneLike(Username name) {
    return SKELETONS.contains(name.skeleton());
  }
}
