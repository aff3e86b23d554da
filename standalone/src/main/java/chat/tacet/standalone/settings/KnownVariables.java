package chat.tacet.standalone.settings;

import chat.tacet.kit.boot.StartRefusedException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** All {@code TACET_*} variables: one that is misspelt would be passed over without a word. */
public final class KnownVariables {

  /** Those of Tacet itself, for whoever runs it: a slip of the pen is most likely one of these. */
  private static final Set<String> NAMES =
      Set.of(
          "TACET_ADMIN_DIR",
          "TACET_AUTH_DATABASE_URL",
          "TACET_AUTH_JWKS_URL",
          "TACET_AUTH_PORT",
          "TACET_AUTH_REGISTRATION",
          "TACET_AUTH_URL",
          "TACET_BIND",
          "TACET_COMPILER",
          "TACET_DATA",
          "TACET_HEAP",
          "TACET_LOG_FORMAT",
          "TACET_MAX_BODY",
          "TACET_METRICS_BIND",
          "TACET_METRICS_PORT",
          "TACET_PORT",
          "TACET_PUBLIC_URL",
          "TACET_REDIS_MEMORY",
          "TACET_REDIS_URL",
          "TACET_RELAY_PORT",
          "TACET_RELAY_REPLICAS_BEFORE_ACCEPTED",
          "TACET_RELAY_URL",
          "TACET_SOCIAL_ARCHIVE_SIZE",
          "TACET_SOCIAL_DATABASE_URL",
          "TACET_SOCIAL_PORT",
          "TACET_SOCIAL_URL",
          "TACET_TRACES_ENDPOINT",
          "TACET_TRACES_SHARE",
          "TACET_TRUSTED_PROXIES",
          "TACET_WEB_ROOT");

  /** Settings of a service by groups, as it binds them. */
  private static final Pattern OF_SERVICES =
      Pattern.compile(
          "TACET_(AUTH_(KEYS|LIMITS|PASSWORD)|DATABASE|GATEWAY|METRICS|RELAY_LIMITS"
              + "|SOCIAL_(ARCHIVE|LIMITS|LINKS)|TRACES)_.+");

  /** What tests and builds are told. */
  private static final Pattern OF_TESTS =
      Pattern.compile(
          "TACET_(API|BENCH|DAY|FAULTS|FUZZ|ROAD|SIMULATOR|STORY|TABS|TEST)_.+"
              + "|TACET_(BUILD_NETWORK|COMPOSE|FAULTS|GRAFANA_PORT|PARTS?|PASSWORD|RUNS|SEED|SERVER"
              + "|THOROUGH|VERSION|[A-Z]+_IMAGE)");

  /** What Kubernetes tells every container of services whose names begin with "tacet-". */
  private static final Pattern OF_KUBERNETES =
      Pattern.compile(".+_SERVICE_(HOST|PORT(_.+)?)|.+_PORT_\\d+_(TCP|UDP)(_.+)?");

  private static final String FILE = "_FILE";

  /** Letters that are wrong, missing or too many in a name that is taken for another one. */
  private static final int MAX_SLIPS = 3;

  private KnownVariables() {}

  /** One line about those that nobody reads, if there are any. */
  public static Optional<Warning> unknown(Collection<String> variables) {
    List<String> unknown =
        variables.stream()
            .filter(name -> name.startsWith("TACET_"))
            .filter(Predicate.not(KnownVariables::isKnown))
            .sorted()
            .toList();
    return unknown.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Warning(
                "nothing here reads "
                    + unknown.stream()
                        .map(KnownVariables::withNearest)
                        .collect(Collectors.joining(", "))
                    + ".",
                "mend the name, or remove it: docs/self-hosting.md has them all"));
  }

  /** Why services would not start with what they are set to, as far as each tells by itself. */
  public static List<StartRefusedException> refusals(Map<String, String> variables) {
    return variables.keySet().stream()
        .filter(name -> OF_SERVICES.matcher(name).matches() && ServiceSettings.isOne(name))
        .sorted()
        .flatMap(name -> ServiceSettings.refusal(name, variables).stream())
        .toList();
  }

  static boolean isKnown(String name) {
    // A secret may stand in a file, whatever it is for.
    var itself = name.endsWith(FILE) ? name.substring(0, name.length() - FILE.length()) : name;
    return NAMES.contains(itself)
        || OF_TESTS.matcher(itself).matches()
        || (OF_SERVICES.matcher(itself).matches() && ServiceSettings.isOne(itself))
        || OF_KUBERNETES.matcher(name).matches();
  }

  private static String withNearest(String name) {
    return (OF_SERVICES.matcher(name).matches() ? ServiceSettings.names() : NAMES)
        .stream()
            .map(known -> Map.entry(known, slips(name, known)))
            .filter(known -> known.getValue() <= MAX_SLIPS)
            .min(
                Map.Entry.<String, Integer>comparingByValue()
                    .thenComparing(Map.Entry.comparingByKey()))
            .map(known -> name + " (" + known.getKey() + "?)")
            .orElse(name);
  }

  /** Letters to change, add or leave out, to come from one to the other. */
  private static int slips(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int changed = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[to.length()];
  }
}
