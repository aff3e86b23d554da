package chat.tacet.social.room;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.social.testing.Directory;
import chat.tacet.social.testing.Person;
import chat.tacet.social.testing.Town;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** [D-7] The room that everybody has with themselves. */
@ParameterizedClass(autoCloseArguments = false) // the towns are shared
@MethodSource("chat.tacet.social.testing.Town#both")
class OwnRoomStoryTest {

  private static final String OWN = "$.rooms[?(@.kind=='self')]";

  private final Town town;
  private final Directory directory;

  OwnRoomStoryTest(Town town) {
    this.town = town;
    this.directory = Directory.listen(town);
  }

  @AfterEach
  void close() {
    directory.close();
  }

  @Test
  void itIsThereFromTheFirstProfileOn() {
    var alice = town.stranger("alice");
    assertThat(alice.read("/rooms").strings(OWN)).isEmpty();
    alice.call("PUT", "/profile", Person.profile("Alice")).expectStatus().isOk();

    var rooms = alice.read("/rooms");
    assertThat(rooms.strings(OWN + ".roomId")).containsExactly(ownRoomOf(alice).toString());
    assertThat(rooms.strings(OWN + ".members[*].username")).containsExactly(alice.username());
    var document = directory.awaitVersion(key(alice), 1);
    assertThat(document.string("$.kind")).isEqualTo("self");
    assertThat(document.flag("$.open")).isTrue();
    assertThat(document.strings("$.members")).containsExactly(alice.id().toString());
    directory.awaitNotice(notice ->
        notice.string("$.topic").equals("ROOMS")
            && notice.strings("$.audience").contains(alice.id().toString()));
  }

  @Test
  void nobodyElseSeesIt() {
    var alice = town.person("alice");
    var bob = town.person("bob");
    alice.befriend(bob);

    assertThat(bob.read("/rooms").strings("$.rooms[*].roomId"))
        .hasSize(2)
        .contains(ownRoomOf(bob).toString())
        .doesNotContain(ownRoomOf(alice).toString());
  }

  @Test
  void itClosesWithTheAccount() {
    var alice = town.person("alice");
    directory.awaitVersion(key(alice), 1);

    town.endAccount(alice);

    var document = directory.awaitVersion(key(alice), 2);
    assertThat(document.flag("$.open")).isFalse();
    assertThat(document.strings("$.members")).isEmpty();
  }

  private static UUID ownRoomOf(Person person) {
    return DirectRoomId.of(person.id(), person.id());
  }

  private static String key(Person person) {
    return "dir:room:{" + ownRoomOf(person) + "}";
  }

  /** Accounts of earlier versions have no outbox row; the directory is filled at each start. */
  @Test
  void accountsThatWereThereBeforeHaveOneToo() {
    try (var own = town.another()) {
      var carol = own.person("carol");
      try (var before = Directory.listen(own)) {
        before.awaitVersion(key(carol), 1);
        own.whileStopped(before::flush);
        before.awaitVersion(key(carol), 1);
      }
    }
  }
}
