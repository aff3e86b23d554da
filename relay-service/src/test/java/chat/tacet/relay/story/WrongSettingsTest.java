package chat.tacet.relay.story;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.tacet.kit.boot.StartRefusedException;
import chat.tacet.kit.testing.TestRedis;
import chat.tacet.relay.RelayServiceApplication;
import java.util.HashMap;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

/** An operator starts a relay with what it cannot use, and is told so at once. */
class WrongSettingsTest {

  @Test
  void aPublicAddressWithoutASchemeIsNamed() {
    refusal("tacet.public-url", "chat.example.org").hasMessage("TACET_PUBLIC_URL is no address.");
  }

  @Test
  void anAuthServiceWithoutASchemeIsNamed() {
    refusal("TACET_AUTH_JWKS_URL", "auth-service:8081")
        .hasMessage("TACET_AUTH_JWKS_URL is no address of a service.");
  }

  @Test
  void aLimitThatNobodyCouldKeepIsNamed() {
    refusal("TACET_RELAY_LIMITS_RATE_SENDS", "0")
        .hasMessage("TACET_RELAY_LIMITS_RATE_SENDS has to be above 0.");
    refusal("TACET_RELAY_LIMITS_CONNECTION_MOVEDPERSECOND", "0")
        .hasMessage("TACET_RELAY_LIMITS_CONNECTION_MOVEDPERSECOND has to be above 0.");
    refusal("TACET_RELAY_LIMITS_CONNECTION_MAXARRIVING", "0")
        .hasMessage("TACET_RELAY_LIMITS_CONNECTION_MAXARRIVING has to be above 0.");
    refusal("TACET_RELAY_LIMITS_CONNECTION_COMEAGAINWITHIN", "-1s")
        .hasMessage("TACET_RELAY_LIMITS_CONNECTION_COMEAGAINWITHIN has to be 0 or above.");
    refusal("TACET_RELAY_LIMITS_CONNECTION_DRAIN", "-1s")
        .hasMessage("TACET_RELAY_LIMITS_CONNECTION_DRAIN has to be 0 or above.");
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> refusal(
      String setting, String value) {
    Map<String, Object> all = new HashMap<>();
    all.put("server.port", 0);
    all.put("tacet.redis-url", TestRedis.shared().url());
    all.put(setting, value);
    return assertThatThrownBy(() -> RelayServiceApplication.SERVICE.start(all))
        .rootCause()
        .isInstanceOf(StartRefusedException.class);
  }
}
