package chat.tacet.social.block;

import static chat.tacet.social.testing.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.social.testing.Json;
import chat.tacet.social.testing.Person;
import chat.tacet.social.testing.Town;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass(autoCloseArguments = false) // the towns are shared
@MethodSource("chat.tacet.social.testing.Town#both")
class BlockStoryTest {

  private final Person alice;
  private final Person bob;

  BlockStoryTest(Town town) {
    this.alice = town.person("alice");
    this.bob = town.person("bob");
  }

  @Test
  void blockingEndsAFriendship() {
    alice.befriend(bob);
    block(bob, alice);
    assertThat(alice.friends()).isEmpty();
    assertThat(bob.friends()).isEmpty();
    assertThat(alice.read("/rooms").flag("$.rooms[0].open")).isFalse();
    assertThat(bob.relationTo(alice)).isEqualTo("blocked");
    assertThat(bob.read("/blocks").strings("$.blocks[*].user.username"))
        .containsExactly(alice.username());
  }

  /** What Alice sees is what she would see of a Bob who never answers. */
  @Test
  void theBlockedPersonLearnsNothing() {
    block(bob, alice);
    assertThat(alice.relationTo(bob)).isEqualTo("none");
    var requestId = UUID.randomUUID();
    var answer = Json.of(alice.ask(bob, requestId).expectStatus().isOk());
    assertThat(answer.string("$.state")).isEqualTo("pending");
    assertThat(alice.relationTo(bob)).isEqualTo("request-sent");
    assertThat(alice.requests("outgoing")).containsExactly(bob.username());
    refused(alice.ask(bob, UUID.randomUUID()), 409, "request-already-sent");

    assertThat(bob.requests("incoming")).isEmpty();
    assertThat(bob.relationTo(alice)).isEqualTo("blocked");
    refused(bob.accept(requestId), 404, "not-found");

    alice.call("DELETE", "/friend-requests/" + requestId).expectStatus().isNoContent();
    assertThat(alice.requests("outgoing")).isEmpty();
  }

  @Test
  void aRequestThatWaitedStaysPendingForItsSender() {
    var requestId = alice.ask(bob);
    block(bob, alice);
    assertThat(bob.requests("incoming")).isEmpty();
    refused(bob.accept(requestId), 404, "not-found");
    assertThat(alice.requests("outgoing")).containsExactly(bob.username());
    assertThat(alice.relationTo(bob)).isEqualTo("request-sent");
  }

  @Test
  void blockingTakesBackOnesOwnRequest() {
    alice.ask(bob);
    block(alice, bob);
    assertThat(alice.requests("outgoing")).isEmpty();
    assertThat(bob.requests("incoming")).isEmpty();
  }

  @Test
  void afterUnblockingBobMayAskAndFindsThatAliceWantedIt() {
    block(bob, alice);
    alice.ask(bob);
    bob.call("DELETE", "/blocks/" + alice.id()).expectStatus().isNoContent();
    bob.call("DELETE", "/blocks/" + alice.id()).expectStatus().isNoContent();
    assertThat(bob.requests("incoming")).isEmpty();
    assertThat(bob.relationTo(alice)).isEqualTo("none");
    var answer = Json.of(bob.ask(alice, UUID.randomUUID()).expectStatus().isOk());
    assertThat(answer.string("$.state")).isEqualTo("accepted");
    assertThat(alice.friends()).containsExactly(bob.username());
  }

  @Test
  void refusals() {
    refused(alice.call("PUT", "/blocks/" + alice.id()), 409, "cannot-block-yourself");
    refused(alice.call("PUT", "/blocks/" + UUID.randomUUID()), 404, "not-found");
    block(alice, bob);
    block(alice, bob);
    assertThat(alice.read("/blocks").strings("$.blocks[*].user.username")).hasSize(1);
  }

  private static void block(Person who, Person whom) {
    who.call("PUT", "/blocks/" + whom.id()).expectStatus().isNoContent();
  }
}
