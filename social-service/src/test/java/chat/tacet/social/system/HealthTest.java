package chat.tacet.social.system;

import chat.tacet.social.testing.Town;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass(autoCloseArguments = false) // the towns are shared
@MethodSource("chat.tacet.social.testing.Town#both")
class HealthTest {

  private final Town town;

  HealthTest(Town town) {
    this.town = town;
  }

  @Test
  void itIsAliveAndReady() {
    town.client().get().uri("/livez").exchange().expectStatus().isOk();
    town.client().get().uri("/readyz").exchange().expectStatus().isOk();
  }
}
