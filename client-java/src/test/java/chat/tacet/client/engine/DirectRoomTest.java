package chat.tacet.client.engine;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.client.model.Ids;
import chat.tacet.client.protocol.bytes.AccountId;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The room of two people")
class DirectRoomTest {

  private static final AccountId ONE =
      Ids.account(UUID.fromString("00000000-0000-4000-8000-000000000001"));
  private static final AccountId OTHER =
      Ids.account(UUID.fromString("f0000000-0000-4000-8000-000000000002"));

  @Test
  @DisplayName("has one id, whoever computes it, a UUID of version 8")
  void id() {
    UUID room = Ids.uuid(DirectRoom.of(ONE, OTHER));

    assertThat(Ids.uuid(DirectRoom.of(OTHER, ONE))).isEqualTo(room);
    assertThat(room.version()).isEqualTo(8);
    assertThat(room.variant()).isEqualTo(2);
  }
}
