package chat.tacet.social.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class GroupRoomIdTest {

  private static final UUID CREATOR = UUID.fromString("0fffffff-0000-4000-8000-000000000001");

  /** Computed apart from this code, with Python's hashlib. */
  @Test
  @DisplayName("[M-1] it is the hash of creator and nonce")
  void isTheHashOfTheSpecification() {
    var nonce = new byte[32];
    for (int i = 0; i < nonce.length; i++) {
      nonce[i] = (byte) i;
    }
    assertThat(GroupRoomId.of(CREATOR, nonce))
        .isEqualTo(UUID.fromString("48e7c228-f68b-8543-95b1-c0da5fbbd68c"));
  }
}
