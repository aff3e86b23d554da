package chat.tacet.auth.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.tacet.kit.boot.StartRefusedException;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

/** An operator starts the service with what it cannot use, and is told so at once. */
class WrongSettingsTest {

  @Test
  void aWayToRegisterThatDoesNotExistIsNamed() {
    refusal("TACET_AUTH_REGISTRATION", "sometimes")
        .hasMessage("TACET_AUTH_REGISTRATION is no way to register.");
  }

  @Test
  void aLimitOfNothingIsNamed() {
    refusal("tacet.auth.limits.sign-up.times", "0")
        .hasMessage("TACET_AUTH_LIMITS_SIGNUP_TIMES has to be above 0.");
    refusal("tacet.auth.limits.sign-up.per", "0s")
        .hasMessage("TACET_AUTH_LIMITS_SIGNUP_PER has to be above 0.");
  }

  @Test
  void whatALimitLeavesOutIsAsItWouldBeWithout() {
    var seldom = Map.<String, Object>of("tacet.auth.limits.recovery-by-account.per", "2h");
    try (var auth = RunningAuth.on(Database.SQLITE, seldom)) {
      assertThat(new Device(auth, Person.called("alice")).signUp().status()).isEqualTo(201);
    }
  }

  @Test
  void aPublicAddressWithoutASchemeIsNamed() {
    refusal("tacet.public-url", "chat.example.org").hasMessage("TACET_PUBLIC_URL is no address.");
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> refusal(
      String setting, String value) {
    return assertThatThrownBy(() -> RunningAuth.on(Database.SQLITE, Map.of(setting, value)))
        .rootCause()
        .isInstanceOf(StartRefusedException.class);
  }
}
