package chat.tacet.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.tacet.kit.boot.StartRefusedException;
import chat.tacet.standalone.settings.Settings;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

  private static final Ports PORTS = new Ports(1001, 1002, 1003);
  private static final Path DATA = Path.of("/srv/tacet");

  @Test
  void withoutVariablesItIsHereOnPort8080() {
    var settings = Settings.from(Map.of());

    assertThat(settings.publicUrl()).isEqualTo("http://localhost:8080");
    assertThat(settings.bind()).isEqualTo("127.0.0.1");
    assertThat(settings.redisUrl()).isEmpty();
  }

  @Test
  void thePublicAddressFollowsThePort() {
    assertThat(Settings.from(Map.of("TACET_PORT", "9000")).publicUrl())
        .isEqualTo("http://localhost:9000");
    assertThat(
            Settings.from(
                    Map.of("TACET_PORT", "9000", "TACET_PUBLIC_URL", "https://chat.example.org"))
                .publicUrl())
        .isEqualTo("https://chat.example.org");
  }

  @ParameterizedTest
  @CsvSource({"64mb, 64", "1gb, 1024", "' 2GB ', 2048", "'', 512"})
  void whatRedisMayHoldIsSaidAsRedisSaysIt(String memory, int megabytes) {
    assertThat(Settings.from(Map.of("TACET_REDIS_MEMORY", memory)).redisMemoryMb())
        .isEqualTo(megabytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "-1", "65536", "http"})
  void whatIsNoPortIsRefused(String port) {
    assertThatThrownBy(() -> Settings.from(Map.of("TACET_PORT", port)))
        .isInstanceOf(StartRefusedException.class)
        .hasMessage("TACET_PORT is not a port.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "chat.example.org", "localhost:8080", "ftp://chat", "https://", "a b"})
  void whatIsNoAddressIsRefusedBeforeAnythingStarts(String url) {
    assertThatThrownBy(() -> Settings.from(Map.of("TACET_PUBLIC_URL", url)))
        .isInstanceOf(StartRefusedException.class)
        .hasMessage("TACET_PUBLIC_URL is no address.");
  }

  @Test
  void aTakenPortIsRefusedBeforeAnythingStarts() throws Exception {
    try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> Ports.requireFree("127.0.0.1", other.getLocalPort()))
          .isInstanceOf(StartRefusedException.class)
          .hasMessageContaining("Port " + other.getLocalPort());
    }
  }

  @Test
  void servicesListenWhereNoConnectionThatGoesOutIsBeforeThem() {
    var ports = Ports.choose();

    assertThat(List.of(ports.auth(), ports.social(), ports.relay()))
        .doesNotHaveDuplicates()
        .allMatch(port -> port < 32_768, "below where Linux takes those from");
  }

  @Test
  void anAddressOfAnotherMachineIsNotSaidToBeTaken() {
    // Set aside for documentation (RFC 5737): no machine has it.
    assertThatThrownBy(() -> Ports.requireFree("192.0.2.1", 8080))
        .isInstanceOf(StartRefusedException.class)
        .hasMessageContaining("no address 192.0.2.1");
  }

  @Test
  void onlyTheGatewayListensWhereTheOperatorSays() {
    var settings = Settings.from(Map.of("TACET_BIND", "0.0.0.0"));
    var variables =
        Variables.of(settings, PORTS, "redis://r", DATA, Map.of("TACET_BIND", "0.0.0.0"));

    assertThat(variables)
        .containsEntry("TACET_BIND", "127.0.0.1")
        .containsEntry("TACET_SOCIAL_URL", "http://127.0.0.1:1002");
    assertThat(Variables.ofGateway(variables, settings)).containsEntry("TACET_BIND", "0.0.0.0");
  }

  @Test
  void anOperatorsDatabaseAndLimitsWin() {
    var given =
        Map.of(
            "TACET_AUTH_DATABASE_URL",
            "r2dbc:postgresql://db/auth",
            "TACET_GATEWAY_MAX_BODY",
            "1MB",
            "HOME",
            "/root");
    var variables = Variables.of(Settings.from(given), PORTS, "redis://r", DATA, given);

    assertThat(variables)
        .containsEntry("TACET_AUTH_DATABASE_URL", "r2dbc:postgresql://db/auth")
        .containsEntry("TACET_SOCIAL_DATABASE_URL", "r2dbc:sqlite:///srv/tacet/social.db")
        .containsEntry("TACET_GATEWAY_MAX_BODY", "1MB")
        .doesNotContainKey("HOME");
  }

  @Test
  void whatStandsInAFileIsReadThere(@TempDir Path home) throws Exception {
    var redis = Files.writeString(home.resolve("redis-url"), "redis://:secret@redis:6379\n");
    var given =
        Map.of(
            "TACET_REDIS_URL_FILE",
            redis.toString(),
            "TACET_AUTH_DATABASE_URL_FILE",
            home.resolve("auth-url").toString());

    assertThat(Settings.from(given).redisUrl()).contains("redis://:secret@redis:6379");
    // A variable would win over the file.
    assertThat(Variables.of(Settings.from(given), PORTS, "redis://r", DATA, given))
        .doesNotContainKey("TACET_AUTH_DATABASE_URL")
        .containsEntry("TACET_SOCIAL_DATABASE_URL", "r2dbc:sqlite:///srv/tacet/social.db");
  }

  @Test
  void aFileThatIsNotThereIsNotTakenForNoRedis(@TempDir Path home) {
    var given = Map.of("TACET_REDIS_URL_FILE", home.resolve("nothing").toString());

    assertThatThrownBy(() -> Settings.from(given))
        .isInstanceOf(StartRefusedException.class)
        .hasMessageContaining("TACET_REDIS_URL_FILE");
  }
}
