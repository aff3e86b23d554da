package chat.tacet.gateway;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.tacet.kit.boot.StartRefusedException;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An operator starts a gateway with what it cannot use, and is told so at once. */
class WrongSettingsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "social:8082",
        "http://social:8082,",
        "http://:8082",
        "http://social:99999",
        "http://social_service:8082"
      })
  void aServiceThatNobodyCouldAskIsNamed(String url) {
    refused("TACET_SOCIAL_URL", url, "TACET_SOCIAL_URL is no address of a service.");
  }

  @ParameterizedTest
  @CsvSource({
    "tacet.gateway.max-body, 0B, TACET_GATEWAY_MAXBODY",
    "tacet.gateway.call-timeout, -5s, TACET_GATEWAY_CALLTIMEOUT",
    "tacet.gateway.backend-timeout, 0s, TACET_GATEWAY_BACKENDTIMEOUT",
    "tacet.gateway.throttle.calls-per-address.burst, 0, TACET_GATEWAY_THROTTLE_CALLSPERADDRESS_BURST"
  })
  void aLimitThatLetsNothingThroughIsNamed(String property, String value, String variable) {
    refused(property, value, variable + " has to be above 0.");
  }

  private static void refused(String setting, String value, String says) {
    assertThatThrownBy(
            () -> GatewayApplication.SERVICE.start(Map.of("server.port", 0, setting, value)))
        .rootCause()
        .isInstanceOf(StartRefusedException.class)
        .hasMessage(says);
  }
}
