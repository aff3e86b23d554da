package chat.tacet.social.friendship;

import static chat.tacet.social.testing.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.social.testing.Json;
import chat.tacet.social.testing.Person;
import chat.tacet.social.testing.Together;
import chat.tacet.social.testing.Town;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Two people do things at the same instant, on both databases. */
class RaceStoryTest {

  /** Often enough that both orders and the overlap between them happen. */
  private static final int TIMES = 12;

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("chat.tacet.social.testing.Town#both")
  void bothAskAtOnce(Town town) {
    for (int i = 0; i < TIMES; i++) {
      var alice = town.person("alice");
      var bob = town.person("bob");
      var answers =
          Together.run(
              () -> Json.of(alice.ask(bob, UUID.randomUUID()).expectStatus().isOk()),
              () -> Json.of(bob.ask(alice, UUID.randomUUID()).expectStatus().isOk()));
      assertThat(answers.stream().map(answer -> answer.string("$.state")))
          .containsExactlyInAnyOrder("pending", "accepted");
      assertFriendsOnce(alice, bob);
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("chat.tacet.social.testing.Town#both")
  void bothOfBobsDevicesAcceptAtOnce(Town town) {
    for (int i = 0; i < TIMES; i++) {
      var alice = town.person("alice");
      var bob = town.person("bob");
      var requestId = alice.ask(bob);
      var answers =
          Together.run(
              () -> Json.of(bob.accept(requestId).expectStatus().isOk()),
              () -> Json.of(bob.accept(requestId).expectStatus().isOk()));
      assertThat(answers.stream().map(answer -> answer.number("$.room.version")))
          .containsExactly(1L, 1L);
      assertFriendsOnce(alice, bob);
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("chat.tacet.social.testing.Town#both")
  void bobAcceptsWhileAliceTakesItBack(Town town) {
    for (int i = 0; i < TIMES; i++) {
      var alice = town.person("alice");
      var bob = town.person("bob");
      var requestId = alice.ask(bob);
      var statuses =
          Together.run(
              () -> status(bob, "POST", "/friend-requests/" + requestId + "/accept"),
              () -> status(alice, "DELETE", "/friend-requests/" + requestId));
      boolean accepted = statuses.get(0) == 200;
      assertThat(statuses).isEqualTo(accepted ? List.of(200, 409) : List.of(409, 204));
      assertThat(alice.friends()).hasSize(accepted ? 1 : 0);
      assertThat(bob.friends()).hasSize(accepted ? 1 : 0);
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("chat.tacet.social.testing.Town#both")
  void bobBlocksWhileAliceAsks(Town town) {
    for (int i = 0; i < TIMES; i++) {
      var alice = town.person("alice");
      var bob = town.person("bob");
      bob.met(alice);
      var statuses =
          Together.run(
              () -> status(bob, "PUT", "/blocks/" + alice.id()),
              () -> {
                alice.ask(bob);
                return 200;
              });
      assertThat(statuses).containsExactly(204, 200);
      assertThat(bob.requests("incoming")).isEmpty();
      assertThat(alice.requests("outgoing")).containsExactly(bob.username());
    }
  }

  /** Each deletion changes what the other one locked first: the database refuses one of them. */
  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("chat.tacet.social.testing.Town#both")
  void theAccountsOfTwoFriendsEndAtOnce(Town town) {
    for (int i = 0; i < TIMES; i++) {
      var alice = town.person("alice");
      var bob = town.person("bob");
      alice.befriend(bob);
      Together.run(() -> end(town, alice), () -> end(town, bob));
      refused(alice.call("GET", "/profile"), 404, "not-found");
      refused(bob.call("GET", "/profile"), 404, "not-found");
    }
  }

  private static boolean end(Town town, Person person) {
    town.endAccount(person);
    return true;
  }

  private static int status(Person who, String method, String path) {
    return who.call(method, path).returnResult(String.class).getStatus().value();
  }

  private static void assertFriendsOnce(Person alice, Person bob) {
    assertThat(alice.friends()).containsExactly(bob.username());
    assertThat(bob.friends()).containsExactly(alice.username());
    assertThat(alice.read("/rooms").strings("$.rooms[?(@.kind=='direct')].roomId")).hasSize(1);
    assertThat(alice.requests("outgoing")).isEmpty();
    assertThat(bob.requests("incoming")).isEmpty();
  }
}
