package chat.tacet.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.standalone.settings.Settings;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadinessTest {

  /** Who listens everywhere is asked on loopback. */
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 127.0.0.1",
    "0.0.0.0, 127.0.0.1",
    "10.0.0.13, 10.0.0.13",
    "::, [::1]",
    "[::], [::1]",
    "0:0:0:0:0:0:0:0, [::1]",
    "::1, [0:0:0:0:0:0:0:1]",
    "[::1], [0:0:0:0:0:0:0:1]",
    "fd00::2, [fd00:0:0:0:0:0:0:2]"
  })
  void theGatewayIsAskedWhereItListens(String bind, String host) {
    var settings = Settings.from(Map.of("TACET_BIND", bind));

    assertThat(Readiness.address(settings.bind(), 8080))
        .isEqualTo(URI.create("http://" + host + ":8080/readyz"))
        .hasHost(host);
  }
}
