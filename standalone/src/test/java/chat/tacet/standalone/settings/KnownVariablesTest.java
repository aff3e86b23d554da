package chat.tacet.standalone.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class KnownVariablesTest {

  @Test
  void oneThatIsMisspeltIsNamedWithWhatWasMeant() {
    var warning =
        KnownVariables.unknown(
                List.of("TACET_PUBLC_URL", "TACET_WHATEVER_THIS_IS", "HOME", "TACET_PORT"))
            .orElseThrow();

    assertThat(warning.says())
        .isEqualTo(
            "nothing here reads TACET_PUBLC_URL (TACET_PUBLIC_URL?), TACET_WHATEVER_THIS_IS.");
  }

  @Test
  void aSlipBehindAKnownBeginningIsNamedToo() {
    var slips =
        List.of(
            "TACET_RELAY_LIMITS_MAILBOX_RETENTON", "TACET_GATEWAY_MAX_BODDY", "TACET_AUTH_KEYS_X");

    assertThat(KnownVariables.unknown(slips).orElseThrow().says())
        .contains(
            "TACET_RELAY_LIMITS_MAILBOX_RETENTON (TACET_RELAY_LIMITS_MAILBOX_RETENTION?)",
            "TACET_GATEWAY_MAX_BODDY (TACET_GATEWAY_MAXBODY?)",
            "TACET_AUTH_KEYS_X");
  }

  @Test
  void nothingIsSaidOfThoseThatAreRead() {
    assertThat(
            KnownVariables.unknown(
                Set.of(
                    "TACET_DATA",
                    "TACET_REDIS_URL_FILE",
                    "TACET_RELAY_LIMITS_MAILBOX_RETENTION",
                    "TACET_GATEWAY_THROTTLE_SOCKETS_ARRIVING",
                    "TACET_GATEWAY_THROTTLE_CALLS_PER_ADDRESS_PER_MINUTE",
                    "TACET_AUTH_LIMITS_SIGNUP_TIMES",
                    "TACET_GATEWAY_PORT_8080_TCP_ADDR",
                    "TACET_AUTH_SERVICE_PORT_HTTP",
                    "TACETX")))
        .isEmpty();
  }

  /** Whoever reads there of a variable may set it. */
  @Test
  void whatTheDocumentationNamesIsKnown() throws IOException {
    var named = new TreeSet<String>();
    for (String file :
        List.of(
            "docs/self-hosting.md",
            "docs/metrics.md",
            "docs/reliability.md",
            "docker-compose.yml",
            "deploy/kubernetes/core.yaml",
            "Dockerfile",
            "standalone/bin/standalone",
            "tacet")) {
      Pattern.compile("\\bTACET_[A-Z0-9_]*[A-Z0-9]\\b(?!_?[…*])")
          .matcher(Files.readString(Path.of("..", file)))
          .results()
          .map(MatchResult::group)
          .forEach(named::add);
    }
    assertThat(named).hasSizeGreaterThan(30).allMatch(KnownVariables::isKnown);
  }
}
