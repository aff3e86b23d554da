package chat.tacet.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.tacet.client.Listener;
import chat.tacet.client.Options;
import chat.tacet.client.Profile;
import chat.tacet.client.Tacet;
import chat.tacet.kit.testing.FreePort;
import chat.tacet.standalone.data.DataDirectory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What whoever runs Tacet types beside it, while people are there. */
class OperatorTest {

  /** The promise for every end of a login (contracts/events), and what a busy machine adds. */
  private static final Duration OUT_WITHIN = Duration.ofSeconds(7);

  @TempDir private static Path home;

  @SuppressWarnings("NullAway.Init")
  private static Path data;

  @SuppressWarnings("NullAway.Init")
  private static RunningTacet tacet;

  @SuppressWarnings("NullAway.Init")
  private static Somebody alice;

  private static int metricsPort;

  @BeforeAll
  static void aliceIsThere() throws IOException {
    data = home.resolve("her data #1");
    metricsPort = FreePort.find();
    tacet = new RunningTacet(data, Map.of("TACET_METRICS_PORT", Integer.toString(metricsPort)));
    alice = new Somebody(tacet.address(), home.resolve("clients"), "canaryalice").signsUp();
    alice.awaits("the socket", alice::isConnected);
  }

  @AfterAll
  static void stop() {
    alice.close();
    tacet.close();
  }

  @Test
  void somebodySuspendedIsOffWithinSecondsAndBackWhenLetIn() {
    assertThat(says("suspend", "canaryalice"))
        .contains("canaryalice is signed out everywhere and cannot sign in.");
    long began = System.nanoTime();
    alice.awaits("the end", alice::isOver);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(OUT_WITHIN);
    assertThat(says("accounts")).containsPattern("canaryalice .*suspended");

    says("unsuspend", "canaryalice");
    alice.close();
    alice.signsIn();
    alice.awaits("the socket", alice::isConnected);
    assertThat(says("accounts"))
        .containsPattern("canaryalice +\\d{4}-\\d\\d-\\d\\d +\\d{4}-\\d\\d-\\d\\d +1 +1 +0 +0 KB");
  }

  @Test
  void aProgramThatIsSignedOutSignsInAgainAsItWouldAtItsNextStart() {
    alice.awaits("the socket", alice::isConnected);
    long before = alice.connections();
    says("sign-out", "canaryalice");
    alice.awaits("another socket", () -> alice.connections() > before);
    assertThat(alice.isOver()).isFalse();
  }

  @Test
  void everythingIsInOneHelpAndMistakesAreSaid() {
    assertThat(says("help")).contains("suspend", "invite", "rotate-keys");
    assertThat(fails("suspend")).contains("whose account");
    assertThat(fails("suspend", "nobody-of-this-name")).contains("no account of that name");
    assertThat(fails("delete", "canaryalice")).contains("--yes");
    assertThat(fails("invite", "--uses", "many")).contains("takes a number");
    assertThat(fails("invite", "--uses")).contains("Say what --uses is");
    assertThat(fails("invite", "--uses", "0")).contains("from 1 to 10000");
    assertThat(fails("accounts", "--secretly")).contains("no option");
    assertThat(fails("read", "canaryalice")).contains("no command named read");
    assertThat(says("registration")).contains("open");
    assertThat(says("invite", "--uses", "2"))
        .containsPattern("([2-9A-Z]{5}-){3}[2-9A-Z]{5}\\n.* used 0 of 2 +until");
    assertThat(says("suspend", "--help")).contains("./tacet admin suspend NAME");
    assertThat(says("backup", "--help")).contains("backup DIR");
    assertThat(fails("backup", "-x")).contains("Which directory?");
    assertThat(fails("sign-out", "a", "b")).contains("\"b\" is too much");
    assertThat(says("limits")).contains("45d", "TACET_RELAY_LIMITS_MAILBOX_RETENTION");
    assertThat(says("rotate-keys")).contains("A new key signs from");
  }

  @Test
  void whereOnlyInvitedPeopleSignUpTheJavaClientBringsItsCode() {
    says("registration", "invite-only");
    var code = says("invite").lines().findFirst().orElseThrow();
    try {
      assertThatThrownBy(() -> register("bob", options -> options))
          .hasMessageContaining("invitation-needed");
      register("bob", options -> options.invitation(code)).close();
      assertThat(says("invitations")).contains("used 1 of 1");
    } finally {
      says("registration", "open");
    }
  }

  private static Tacet register(String name, UnaryOperator<Options> more) {
    var options =
        Tacet.at(tacet.address())
            .store(home.resolve("clients").resolve(name + ".db"))
            .username(name)
            .password("a viola rests in the brass".toCharArray());
    return Tacet.register(more.apply(options), new Profile(name, "", ""), new Listener() {});
  }

  @Test
  void metricsTellOfEverythingAndOfNobody() throws Exception {
    get(tacet.address() + "/api/v1/social/profile"); // refused, and counted a moment later
    alice.awaits("the count", () -> metrics().contains("code=\"unauthenticated\""));
    var text = metrics();
    assertThat(text)
        .contains(namesIn("alerts.yml"))
        .contains(namesIn("grafana/dashboards/tacet.json"));
    assertThat(text)
        .contains(
            "tacet_sockets{service=\"relay-service\"} ",
            "tacet_envelopes_accepted_total{service=\"relay-service\"}",
            "tacet_drain_seconds_count{service=\"relay-service\"} ",
            "tacet_outbox_lag_seconds{service=\"tacet-auth\"}",
            "tacet_outbox_lag_seconds{service=\"tacet-social\"}",
            "tacet_store_filled{service=\"relay-service\"} 0.",
            "tacet_mail_oldest_age_seconds",
            "tacet_refusals_total{code=\"internal\",service=\"gateway\"} 0.0",
            "tacet_refusals_total{code=\"unavailable\",service=\"tacet-auth\"} 0.0",
            "tacet_refusals_total{code=\"unavailable\",service=\"tacet-social\"} 0.0",
            "tacet_throttled_total{limit=\"login-by-account\"",
            "tacet_event_loop_delay_seconds_max{service=\"gateway\"}",
            "jvm_memory_used_bytes");
    assertThat(text)
        .doesNotContain("canaryalice", "127.0.0.1")
        .doesNotContainPattern("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-");
    assertThat(get(tacet.address() + "/metrics").headers().firstValue("Content-Type"))
        .as("people do not get there")
        .hasValueSatisfying(type -> assertThat(type).doesNotContain("version=0.0.4"));
  }

  @Test
  void aBackupIsMadeWhilePeopleWriteAndComesBackWhole() throws Exception {
    var backup = home.resolve("USB disk #2, 100 %41").toString();
    assertThat(says("backup", backup)).contains("auth.db", "social.db");
    assertThat(fails("backup", backup)).contains("not empty");
    assertThat(Files.getPosixFilePermissions(Path.of(backup, "auth.db")).toString())
        .doesNotContain("GROUP", "OTHERS");

    assertThat(fails("restore", backup)).contains("Tacet is running here");
    var locked = Map.of("TACET_DATA", home.resolve("locked").toString());
    try (var _ = DataDirectory.open(home.resolve("locked"))) {
      assertThat(run(locked, 1, "restore", backup)).contains("Another Tacet is using");
    }

    var elsewhere = new HashMap<>(Map.of("TACET_DATA", home.resolve("second").toString()));
    Files.createDirectories(home.resolve("second/redis"));
    Files.writeString(home.resolve("second/auth.db"), "what was here before");
    assertThat(run(elsewhere, 0, "restore", backup))
        .contains("Restored", "All logins", "new signing key", "Repeat what was decided since");
    assertThat(Files.exists(home.resolve("second/redis"))).as("an older directory").isFalse();
    try (var database =
            DriverManager.getConnection("jdbc:sqlite:" + home.resolve("second/auth.db"));
        var people =
            database
                .createStatement()
                .executeQuery(
                    """
                    SELECT username, (SELECT count(*) FROM login_session)
                      + (SELECT count(*) FROM personal_token) + (SELECT count(*) FROM known_device)
                      + (SELECT count(*) FROM signing_key) FROM account
                    """)) {
      assertThat(people.next()).isTrue();
      assertThat(people.getString(1)).isEqualTo("canaryalice");
      assertThat(people.getInt(2)).as("what was ended since does not live again").isZero();
    }
    assertThat(Files.readString(only(home.resolve("second"), "before-restore-").resolve("auth.db")))
        .isEqualTo("what was here before");

    var inFile = Files.writeString(home.resolve("auth-url"), "r2dbc:postgresql://t:t@db/auth\n");
    elsewhere.put("TACET_AUTH_DATABASE_URL_FILE", inFile.toString());
    assertThat(run(elsewhere, 0, "backup", home.resolve("half").toString()))
        .contains("auth-service is in PostgreSQL");
    assertThat(run(elsewhere, 1, "restore", backup))
        .contains("auth-service is to be in PostgreSQL");
    elsewhere.put("TACET_AUTH_DATABASE_URL_FILE", home.resolve("nothing").toString());
    assertThat(run(elsewhere, 1, "restore", backup)).contains("TACET_AUTH_DATABASE_URL_FILE");
    assertThat(run(elsewhere, 1, "doctor")).contains("TACET_AUTH_DATABASE_URL_FILE");
    elsewhere.remove("TACET_AUTH_DATABASE_URL_FILE");

    Files.writeString(Path.of(backup, "auth.db"), "x");
    assertThat(run(elsewhere, 1, "restore", backup)).contains("not as it was written");
    assertThat(fails("restore", home.resolve("nothing").toString())).contains("no whole backup");
  }

  @Test
  void theDoctorFindsNothingHereAndSomethingWhereItIs() throws IOException {
    assertThat(says("doctor"))
        .contains(
            "WebSocket",
            "opens through the public address",
            "Large messages reach Tacet",
            "Nothing is broken.");

    var besideNobody = new HashMap<>(here());
    besideNobody.put("TACET_ADMIN_DIR", home.resolve("closed").toString());
    assertThat(run(besideNobody, 0, "doctor"))
        .contains("its door answers", "not gone through", "Nothing is broken.");

    var broken = new HashMap<>(here());
    broken.put("TACET_PUBLIC_URL", "http://127.0.0.2:1");
    broken.put("TACET_TRUSTED_PROXIES", "0.0.0.0/0");
    broken.put("TACET_DATA", home.resolve("sick").toString());
    Files.createDirectories(home.resolve("sick"));
    Files.writeString(home.resolve("sick/auth.db"), "no database");
    assertThat(run(broken, 1, "doctor"))
        .contains("is not secure", "limits by address hold nobody", "damaged")
        .doesNotContain("Nothing is broken");
  }

  @Test
  void theDoctorLooksWherePeopleAreAlsoWhenItsTerminalDoesNotKnow() {
    // What a restart with another address would bring about: the one that runs has its own.
    var elsewhere = new HashMap<>(here());
    elsewhere.put("TACET_PUBLIC_URL", "https://chat.example.org");
    elsewhere.put("TACET_TRUSTED_PROXIES", "127.0.0.1");
    assertThat(run(elsewhere, 1, "doctor"))
        .contains("Tacet runs as " + tacet.address(), "opens through the public address");
    elsewhere.keySet().retainAll(List.of("TACET_DATA"));
    assertThat(run(elsewhere, 0, "doctor"))
        .contains("Tacet runs as " + tacet.address(), "opens through the public address");
  }

  /** The names of our metrics that a file of {@code deploy/observability} asks for. */
  private static List<String> namesIn(String file) throws IOException {
    var text = Files.readString(Path.of("../deploy/observability", file));
    var names =
        Pattern.compile("\\btacet_[a-z_]+")
            .matcher(text)
            .results()
            .map(MatchResult::group)
            .distinct()
            .toList();
    assertThat(names).isNotEmpty();
    return names;
  }

  private static Path only(Path directory, String beginning) throws IOException {
    try (var found = Files.newDirectoryStream(directory, beginning + "*")) {
      return found.iterator().next();
    }
  }

  private static String metrics() {
    try {
      return get("http://127.0.0.1:" + metricsPort + "/metrics").body();
    } catch (Exception unreachable) {
      throw new AssertionError(unreachable);
    }
  }

  private static HttpResponse<String> get(String address) throws Exception {
    try (var http = HttpClient.newHttpClient()) {
      return http.send(
          HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.ofString());
    }
  }

  private static Map<String, String> here() {
    return Map.of(
        "TACET_DATA", data.toString(),
        "TACET_PORT", Integer.toString(tacet.port()));
  }

  private static String says(String... args) {
    return run(here(), 0, args);
  }

  private static String fails(String... args) {
    return run(here(), 1, args);
  }

  private static String run(Map<String, String> variables, int expected, String... args) {
    var said = new ByteArrayOutputStream();
    var both = new PrintStream(said, true, StandardCharsets.UTF_8);
    int status = Operator.run(Arrays.asList(args), variables, both, both);
    var text = said.toString(StandardCharsets.UTF_8);
    assertThat(status).as(text).isEqualTo(expected);
    return text;
  }
}
