package chat.tacet.social.account;

import static chat.tacet.social.testing.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.tacet.social.testing.Directory;
import chat.tacet.social.testing.Person;
import chat.tacet.social.testing.Town;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DeletionStoryTest {

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("chat.tacet.social.testing.Town#both")
  void everythingOfTheAccountGoes(Town town) {
    try (var directory = Directory.listen(town)) {
      var alice = town.person("alice");
      var bob = town.person("bob");
      var carol = town.person("carol");
      alice.publishDevices();
      alice.befriend(bob);
      carol.ask(alice);
      carol.call("PUT", "/blocks/" + alice.id()).expectStatus().isNoContent();
      var roomId = bob.read("/friends").string("$.friends[0].roomId");

      alice.call("DELETE", "/account").expectStatus().isNoContent();
      alice.call("DELETE", "/account").expectStatus().isNoContent();

      assertThat(bob.friends()).isEmpty();
      assertThat(carol.requests("outgoing")).isEmpty();
      assertThat(carol.read("/blocks").strings("$.blocks[*].user.username")).isEmpty();
      refused(bob.call("GET", "/users?username=" + alice.username()), 404, "not-found");
      refused(bob.ask(alice, UUID.randomUUID()), 404, "user-not-found");
      assertThat(bob.read("/rooms").flag("$.rooms[0].open")).isFalse();

      assertThat(directory.awaitVersion("dir:devices:{" + alice.id() + "}", 2).strings("$.devices"))
          .isEmpty();
      assertThat(directory.awaitVersion("dir:room:{" + roomId + "}", 2).flag("$.open")).isFalse();
      assertThat(directory.awaitVersion("dir:friends:{" + bob.id() + "}", 2).strings("$.friends"))
          .isEmpty();
    }
  }

  @Test
  void itsTokensAreGoodForNothingAfterwards() {
    var town = Town.shared();
    var alice = town.person("alice");
    alice.call("DELETE", "/account").expectStatus().isNoContent();
    refused(alice.call("PUT", "/profile", Person.profile("Alice")), 403, "forbidden");
    refused(alice.publish(alice.identity().nextList(List.of(alice.device()))), 403, "forbidden");
    refused(alice.ask(town.person("bob"), UUID.randomUUID()), 403, "forbidden");
  }

  @Test
  void theAuthServiceAnnouncesADeletion() {
    var town = Town.shared();
    try (var directory = Directory.listen(town)) {
      var alice = town.person("alice");
      var bob = town.person("bob");
      alice.befriend(bob);
      directory.announce("event", "something-newer", "accountId", bob.id().toString());
      directory.announce("event", "deleted", "accountId", "nonsense");
      directory.announceDeletion(alice.id().toString());
      directory.announceDeletion(alice.id().toString());
      directory.announceDeletion(UUID.randomUUID().toString());
      await().atMost(Duration.ofSeconds(15)).until(() -> bob.friends().isEmpty());
    }
  }

  @Test
  void aDeletionThatHappenedWhileTheServiceWasStoppedIsNotMissed() {
    try (var town = Town.open();
        var directory = Directory.listen(town)) {
      var alice = town.person("alice");
      var bob = town.person("bob");
      alice.befriend(bob);
      town.whileStopped(() -> directory.announceDeletion(alice.id().toString()));
      await().atMost(Duration.ofSeconds(15)).until(() -> bob.friends().isEmpty());
    }
  }
}
