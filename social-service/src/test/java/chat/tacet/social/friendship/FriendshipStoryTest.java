package chat.tacet.social.friendship;

import static chat.tacet.social.testing.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.social.testing.Json;
import chat.tacet.social.testing.Person;
import chat.tacet.social.testing.Town;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;

@ParameterizedClass(autoCloseArguments = false) // the towns are shared
@MethodSource("chat.tacet.social.testing.Town#both")
class FriendshipStoryTest {

  private final Town town;

  private final Person alice;
  private final Person bob;

  FriendshipStoryTest(Town town) {
    this.town = town;
    this.alice = town.person("alice");
    this.bob = town.person("bob");
  }

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
    assertThat(alice.relationTo(bob)).isEqualTo("friend");
    assertThat(alice.requests("outgoing")).isEmpty();
    assertThat(alice.read("/friends").string("$.friends[0].roomId"))
        .isEqualTo(room.string("$.room.roomId"));
  }

  @Test
  void theSameRequestAgainChangesNothing() {
    var requestId = alice.ask(bob);
    var again = Json.of(alice.ask(bob, requestId).expectStatus().isOk());
    assertThat(again.string("$.state")).isEqualTo("pending");
    assertThat(bob.requests("incoming")).hasSize(1);

    bob.accept(requestId).expectStatus().isOk();
    bob.accept(requestId).expectStatus().isOk();
    var afterwards = Json.of(alice.ask(bob, requestId).expectStatus().isOk());
    assertThat(afterwards.string("$.state")).isEqualTo("accepted");
    assertThat(alice.friends()).hasSize(1);
  }

  @Test
  void aRequestAgainstAPendingOneAcceptsIt() {
    alice.ask(bob);
    var requestId = UUID.randomUUID();
    var answer = Json.of(bob.ask(alice, requestId).expectStatus().isOk());
    assertThat(answer.string("$.state")).isEqualTo("accepted");
    assertThat(answer.string("$.requestId")).isEqualTo(requestId.toString());
    assertThat(answer.string("$.user.username")).isEqualTo(alice.username());
    assertThat(alice.friends()).containsExactly(bob.username());
    var again = Json.of(bob.ask(alice, requestId).expectStatus().isOk());
    assertThat(again.string("$.state")).isEqualTo("accepted");
  }

  @Test
  void everyRefusalOfARequest() {
    refused(alice.ask(alice, UUID.randomUUID()), 409, "cannot-befriend-yourself");
    refused(alice.ask(town.stranger("ghost"), UUID.randomUUID()), 404, "user-not-found");

    var requestId = alice.ask(bob);
    refused(alice.ask(bob, UUID.randomUUID()), 409, "request-already-sent");
    var carol = town.person("carol");
    refused(carol.ask(bob, requestId), 409, "conflict");
    refused(alice.ask(carol, requestId), 409, "conflict");

    bob.accept(requestId).expectStatus().isOk();
    refused(alice.ask(bob, UUID.randomUUID()), 409, "already-friends");
    refused(bob.ask(alice, UUID.randomUUID()), 409, "already-friends");

    alice.met(carol);
    alice.call("PUT", "/blocks/" + carol.id()).expectStatus().isNoContent();
    refused(alice.ask(carol, UUID.randomUUID()), 409, "blocked-by-you");
  }

  @Test
  void whoHasNoProfileCannotAsk() {
    refused(town.stranger("nobody").ask(bob, UUID.randomUUID()), 403, "forbidden");
  }

  @Test
  void bobDeclinesAndMayBeAskedAgain() {
    var requestId = alice.ask(bob);
    decline(bob, requestId).expectStatus().isNoContent();
    decline(bob, requestId).expectStatus().isNoContent();
    assertThat(alice.requests("outgoing")).isEmpty();
    refused(bob.accept(requestId), 409, "request-closed");
    refused(alice.ask(bob, requestId), 409, "request-closed");
    alice.ask(bob);
    assertThat(bob.requests("incoming")).containsExactly(alice.username());
  }

  @Test
  void aliceTakesItBack() {
    var requestId = alice.ask(bob);
    withdraw(alice, requestId).expectStatus().isNoContent();
    withdraw(alice, requestId).expectStatus().isNoContent();
    assertThat(bob.requests("incoming")).isEmpty();
    refused(bob.accept(requestId), 409, "request-closed");
    refused(decline(bob, requestId), 409, "request-closed");
  }

  @Test
  void nobodyElseHasAnythingToDoWithARequest() {
    var requestId = alice.ask(bob);
    var carol = town.person("carol");
    refused(carol.accept(requestId), 404, "not-found");
    refused(decline(carol, requestId), 404, "not-found");
    refused(withdraw(carol, requestId), 404, "not-found");
    refused(alice.accept(requestId), 404, "not-found");
    refused(decline(alice, requestId), 404, "not-found");
    refused(withdraw(bob, requestId), 404, "not-found");
    refused(bob.accept(UUID.randomUUID()), 404, "not-found");
  }

  @Test
  void unfriendingClosesTheRoomAndBefriendingReopensIt() {
    alice.befriend(bob);
    var roomId = alice.read("/friends").string("$.friends[0].roomId");
    alice.call("DELETE", "/friends/" + bob.id()).expectStatus().isNoContent();
    alice.call("DELETE", "/friends/" + bob.id()).expectStatus().isNoContent();
    assertThat(bob.friends()).isEmpty();
    var closed = bob.read("/rooms");
    assertThat(closed.flag("$.rooms[0].open")).isFalse();
    assertThat(closed.number("$.rooms[0].version")).isEqualTo(2);

    bob.befriend(alice);
    var reopened = alice.read("/rooms");
    assertThat(reopened.strings("$.rooms[?(@.kind=='direct')].roomId")).containsExactly(roomId);
    assertThat(reopened.flag("$.rooms[0].open")).isTrue();
    assertThat(reopened.number("$.rooms[0].version")).isEqualTo(3);
  }

  @Test
  void strangersAreFoundByExactNameOnly() {
    assertThat(alice.relationTo(bob)).isEqualTo("none");
    assertThat(alice.relationTo(alice)).isEqualTo("self");
    var shouted = alice.read("/users?username=" + bob.username().toUpperCase(Locale.ROOT));
    assertThat(shouted.string("$.user.accountId")).isEqualTo(bob.id().toString());
    var part = bob.username().substring(0, bob.username().length() - 1);
    refused(alice.call("GET", "/users?username=" + part + "%25"), 404, "not-found");
    refused(alice.call("GET", "/users/" + bob.id()), 404, "not-found");

    bob.ask(alice);
    assertThat(alice.read("/users/" + bob.id()).string("$.relation")).isEqualTo("request-received");
  }

  private static ResponseSpec decline(Person who, UUID requestId) {
    return who.call("POST", "/friend-requests/" + requestId + "/decline");
  }

  private static ResponseSpec withdraw(Person who, UUID requestId) {
    return who.call("DELETE", "/friend-requests/" + requestId);
  }
}
