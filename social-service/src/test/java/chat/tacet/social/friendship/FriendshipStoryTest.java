package chat.tacet.social.friendship;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.social.testing.Json;
import chat.tacet.social.testing.Person;
import chat.tacet.social.testing.Town;
import org.junit.jupiter.api.Test;

class FriendshipStoryTest {

  private static final Town TOWN = Town.shared();

  private final Person alice = TOWN.person("alice");
  private final Person bob = TOWN.person("bob");

  @Test
  void aliceAsksAndBobAccepts() {
    var requestId = alice.ask(bob);
    assertThat(alice.requests("outgoing")).containsExactly(bob.username());
    assertThat(bob.requests("incoming")).containsExactly(alice.username());
    assertThat(alice.relationTo(bob)).isEqualTo("request-sent");
    assertThat(bob.relationTo(alice)).isEqualTo("request-received");

    var room = Json.of(bob.accept(requestId).expectStatus().isOk());
    assertThat(room.flag("$.room.open")).isTrue();
    assertThat(room.number("$.room.version")).isEqualTo(1);
    assertThat(room.strings("$.room.members[*].username"))
        .containsExactlyInAnyOrder(alice.username(), bob.username());

    assertThat(alice.friends()).containsExactly(bob.username());
    assertThat(bob.friends()).containsExactly(alice.username());
    assertThat(alice.requests("outgoing")).isEmpty();
    assertThat(alice.read("/friends").string("$.friends[0].roomId"))
        .isEqualTo(room.string("$.room.roomId"));
  }
}
