package chat.tacet.social.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class DirectRoomIdTest {

  private static final UUID LOW = UUID.fromString("0fffffff-0000-4000-8000-000000000001");
  private static final UUID HIGH = UUID.fromString("f0000000-0000-4000-8000-000000000001");

  /** Computed apart from this code, with Python's hashlib. */
  @Test
  void isTheHashOfTheContract() {
    assertThat(DirectRoomId.of(LOW, HIGH))
        .isEqualTo(UUID.fromString("576f11af-e8c6-8426-b00e-3aa37bb2bf5d"));
  }

  /** The second id is negative for Java: compared as numbers the two would change places. */
  @Test
  void isTheSameForBoth() {
    assertThat(DirectRoomId.of(HIGH, LOW)).isEqualTo(DirectRoomId.of(LOW, HIGH));
    assertThat(DirectRoomId.of(HIGH, LOW).version()).isEqualTo(8);
    assertThat(DirectRoomId.of(HIGH, LOW).variant()).isEqualTo(2);
  }
}
