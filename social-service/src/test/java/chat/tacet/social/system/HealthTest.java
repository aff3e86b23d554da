package chat.tacet.social.system;

import chat.tacet.social.testing.Town;
import org.junit.jupiter.api.Test;

class HealthTest {

  private static final Town TOWN = Town.shared();

  @Test
  void itIsAliveAndReady() {
    TOWN.client().get().uri("/livez").exchange().expectStatus().isOk();
    TOWN.client().get().uri("/readyz").exchange().expectStatus().isOk();
  }
}
