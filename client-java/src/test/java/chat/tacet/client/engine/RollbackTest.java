package chat.tacet.client.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RollbackTest {

  @Test
  @DisplayName("[F-7] a relay that claims more than this device can have sent is not believed")
  void furthest() {
    assertThat(Rollback.isPossible(0, 7)).isTrue();
    assertThat(Rollback.isPossible(7 + Rollback.FURTHEST_AHEAD, 7)).isTrue();
    assertThat(Rollback.isPossible(8 + Rollback.FURTHEST_AHEAD, 7)).isFalse();
    assertThat(Rollback.isPossible(Long.MAX_VALUE, 7)).isFalse();
    assertThat(Rollback.isPossible(-1, 7)).isFalse();
  }
}
