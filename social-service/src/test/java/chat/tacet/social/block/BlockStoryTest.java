package chat.tacet.social.block;

import static chat.tacet.social.testing.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.social.testing.Group;
import chat.tacet.social.testing.Json;
import chat.tacet.social.testing.Person;
import chat.tacet.social.testing.Town;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.r2dbc.core.DatabaseClient;

@ParameterizedClass(autoCloseArguments = false) // the towns are shared
@MethodSource("chat.tacet.social.testing.Town#both")
class BlockStoryTest {

  private final Town town;
  private final Person alice;
  private final Person bob;

  BlockStoryTest(Town town) {
    this.town = town;
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
    alice.met(bob);
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
    alice.met(bob);
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
    alice.met(bob);
    block(alice, bob);
    block(alice, bob);
    assertThat(alice.read("/blocks").strings("$.blocks[*].user.username")).hasSize(1);
  }

  /** Blocking is no way to see whom an id belongs to. */
  @Test
  void aStrangerIsBlockedNoMoreThanSomebodyWhoDoesNotExist() {
    refused(bob.call("GET", "/users/" + alice.id()), 404, "not-found");
    refused(bob.call("PUT", "/blocks/" + alice.id()), 404, "not-found");
    refused(bob.call("GET", "/users/" + alice.id()), 404, "not-found");
    assertThat(bob.read("/blocks").strings("$.blocks")).isEmpty();
  }

  @Test
  void whoAskedAndWasDeclinedCanBeBlocked() {
    var requestId = alice.ask(bob);
    bob.call("POST", "/friend-requests/" + requestId + "/decline").expectStatus().isNoContent();
    block(bob, alice);
    assertThat(bob.read("/users/" + alice.id()).string("$.relation")).isEqualTo("blocked");
  }

  @Test
  void aFormerFriendCanBeBlocked() {
    alice.befriend(bob);
    alice.call("DELETE", "/friends/" + bob.id()).expectStatus().isNoContent();
    run("DELETE FROM friend_request WHERE recipient_id = '%s'".formatted(bob.id()));
    block(bob, alice);
    bob.call("DELETE", "/blocks/" + alice.id()).expectStatus().isNoContent();
    block(bob, alice);
  }

  @Test
  void aFellowOfAGroupCanBeBlocked() {
    var carol = town.person("carol");
    Stream.of(alice, bob, carol).forEach(Person::publishDevices);
    carol.befriend(alice);
    carol.befriend(bob);
    Group.of(carol, alice, bob);
    block(bob, alice);
  }

  /** Nor does Bob learn from blocking again whether Alice asked him while she was blocked. */
  @Test
  void aRequestThatBobNeverSawMakesNoDifference() {
    alice.met(bob);
    block(bob, alice);
    alice.ask(bob);
    bob.call("DELETE", "/blocks/" + alice.id()).expectStatus().isNoContent();
    run(
        "DELETE FROM friend_request WHERE state = 'withdrawn' AND recipient_id = '%s'"
            .formatted(bob.id()));
    refused(bob.call("PUT", "/blocks/" + alice.id()), 404, "not-found");
  }

  /** Also when what the two had to do with each other is forgotten, and the list is full. */
  @Test
  void aBlockMayBeRepeated() {
    alice.met(bob);
    block(bob, alice);
    run("DELETE FROM friend_request WHERE recipient_id = '%s'".formatted(bob.id()));
    for (int i = 1; i < Blocking.MAX_BLOCKS; i++) {
      var id = UUID.randomUUID();
      run("INSERT INTO account (account_id, created_at) VALUES ('%s', 1)".formatted(id));
      run("INSERT INTO block VALUES ('%s', '%s', 1)".formatted(bob.id(), id));
    }
    var carol = town.person("carol");
    carol.met(bob);
    refused(bob.call("PUT", "/blocks/" + carol.id()), 409, "limit-reached");
    block(bob, alice);
  }

  private void run(String sql) {
    town.bean(DatabaseClient.class).sql(sql).then().block();
  }

  private static void block(Person who, Person whom) {
    who.call("PUT", "/blocks/" + whom.id()).expectStatus().isNoContent();
  }
}
