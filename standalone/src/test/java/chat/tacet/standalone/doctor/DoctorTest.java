package chat.tacet.standalone.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.standalone.settings.PublicAddress;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the doctor says where nothing runs; beside a running Tacet see {@code OperatorTest}. */
class DoctorTest {

  @TempDir private Path home;

  @Test
  void theDoctorSaysWhatToSetInsteadOfWhatCannotBe() throws IOException {
    assertThat(sick("TACET_TRUSTED_PROXIES", "banana")).contains("no list of addresses");
    assertThat(sick("TACET_PORT", "abc")).contains("TACET_PORT is not a port");
    assertThat(sick("TACET_PORT", "65536")).contains("TACET_PORT is not a port");
    assertThat(sick("TACET_PUBLIC_URL", "http://localhost/chat")).contains("has a path");
    assertThat(sick("TACET_PUBLIC_URL", "http://no-such-name.invalid")).contains("not resolve");
    assertThat(sick("TACET_REDIS_URL_FILE", home.resolve("none").toString()))
        .contains("names a file that is not there")
        .doesNotContain("its own, not running");
    assertThat(sick("TACET_REDIS_URL_FILE", home.toString()))
        .contains("Let it be a text file")
        .doesNotContain("its own, not running");
    var other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    other.start();
    try {
      assertThat(sick("TACET_PORT", Integer.toString(other.getAddress().getPort())))
          .contains("something else answers (404)", "choose another one with TACET_PORT")
          .doesNotContain("WebSocket");
    } finally {
      other.stop(0);
    }
  }

  @Test
  void whereOthersMayBecomeAdministratorsIsSaidBeforeTheStart() throws IOException {
    var open = Files.createDirectory(home.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-x---"));

    assertThat(sick("TACET_ADMIN_DIR", open.toString()))
        .contains(open + ", is open to other users", "chmod 700");
  }

  @Test
  void ofATacetThatRunsWithItsOwnProxiesOnlyThatOneIsAsked() {
    var url = "https://chat.example.org";

    assertThat(new SettingsCheck(Map.of("TACET_PUBLIC_URL", url), Optional.of(url)).findings())
        .noneMatch(Finding::isBroken);
    assertThat(new SettingsCheck(Map.of("TACET_PUBLIC_URL", url), Optional.empty()).findings())
        .anyMatch(Finding::isBroken);
  }

  @Test
  void whatTacetStartsWithIsAPortForTheDoctor() {
    var url = "https://chat.example.org";
    var variables = Map.of("TACET_PORT", "+9000", "TACET_PUBLIC_URL", url);

    assertThat(new SettingsCheck(variables, Optional.empty()).findings())
        .contains(Finding.good("Address", url));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://127.0.0.1:8080", "http://[::1]:8080", "HTTP://LocalHost", "https://a.org"})
  void whereBrowsersEncryptNothingIsMissing(String url) {
    assertThat(address(url)).isEqualTo(Finding.good("Address", url));
    assertThat(PublicAddress.insecure(url)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://192.168.1.5:8080", "http://chat.example.org", "HTTP://host"})
  void whereTheyDoNotTheStartAndTheDoctorSayTheSame(String url) {
    var warning = PublicAddress.insecure(url).orElseThrow();

    assertThat(warning.text()).contains(url + " is not secure", "put TLS in front");
    assertThat(address(url).text()).contains("BROKEN", warning.says(), warning.mend());
  }

  @ParameterizedTest
  @CsvSource({
    "TACET_RELAY_LIMITS_RATE_SENDS, 0, has to be above 0",
    "TACET_RELAY_LIMITS_MAILBOX_RETENTION, soon, has to be a time such as",
    "TACET_GATEWAY_MAX_BODY, much, has to be a size such as",
    "TACET_GATEWAY_THROTTLE_CALLS_PER_ADDRESS_PER_MINUTE, -1, has to be above 0",
    "TACET_AUTH_LIMITS_SIGNUP_TIMES, many, has to be a whole number",
    "TACET_SOCIAL_ARCHIVE_SIZE, -1B, has to be 0 or above",
    "TACET_LOG_FORMAT, xml, is no format of a log",
    "TACET_REDIS_MEMORY, 1, is no size for a store",
    "TACET_REDIS_MEMORY, 63mb, is no size for a store",
    "TACET_REDIS_MEMORY, 99999999gb, is no size for a store"
  })
  void whatNoServiceStartsWithIsSaidBeforeTheStart(String variable, String value, String says) {
    assertThat(sick(variable, value)).contains("BROKEN  Settings", says);
  }

  @Test
  void whatServicesTakeIsNotDoubted() {
    var variables =
        Map.of(
            "TACET_RELAY_LIMITS_MAILBOX_RETENTION", "30d",
            "TACET_RELAY_LIMITS_SPACE_FULLABOVE", "0.8",
            "TACET_GATEWAY_MAX_BODY", "1MB",
            "TACET_GATEWAY_THROTTLE_CALLS_PER_ADDRESS_PER_MINUTE", "6000",
            "TACET_SOCIAL_ARCHIVE_SIZE", "0B",
            "TACET_LOG_FORMAT", "json",
            "TACET_METRICS_PORT", "9400",
            "TACET_METRICS_BIND", "auth-metrics",
            "TACET_TRACES_ENDPOINT", "http://collector:4318/v1/traces",
            "TACET_TRACES_SHARE", "0");

    assertThat(new SettingsCheck(variables, Optional.empty()).findings())
        .noneMatch(Finding::isBroken)
        .extracting(Finding::subject)
        .doesNotContain("Settings");
  }

  @Test
  void aVariableThatNobodyReadsIsNamedAndBreaksNothing() {
    var variables = Map.of("TACET_PUBLC_URL", "https://chat.example.org");

    assertThat(new SettingsCheck(variables, Optional.empty()).findings())
        .noneMatch(Finding::isBroken)
        .extracting(Finding::text)
        .anyMatch(text -> text.contains("TACET_PUBLC_URL (TACET_PUBLIC_URL?)"));
  }

  private static Finding address(String url) {
    return new SettingsCheck(Map.of("TACET_PUBLIC_URL", url), Optional.empty())
        .findings()
        .getFirst();
  }

  /** What the doctor says of a place where nothing runs and one variable is wrong. */
  private String sick(String variable, String value) {
    var variables = Map.of("TACET_DATA", home.resolve("nobody").toString(), variable, value);
    var said = new ByteArrayOutputStream();
    boolean whole =
        new Doctor(variables).examine(new PrintStream(said, true, StandardCharsets.UTF_8));
    var text = said.toString(StandardCharsets.UTF_8);
    assertThat(whole).as(text).isFalse();
    return text;
  }
}
