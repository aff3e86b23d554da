package chat.tacet.social.directory;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.social.testing.Directory;
import chat.tacet.social.testing.Group;
import chat.tacet.social.testing.Json;
import chat.tacet.social.testing.Person;
import chat.tacet.social.testing.Town;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass(autoCloseArguments = false) // the towns are shared
@MethodSource("chat.tacet.social.testing.Town#both")
class ProjectionStoryTest {

  private final Town town;

  private final Directory directory;

  private final Person alice;
  private final Person bob;

  ProjectionStoryTest(Town town) {
    this.town = town;
    this.directory = Directory.listen(town);
    this.alice = town.person("alice");
    this.bob = town.person("bob");
  }

  @BeforeEach
  void meet() {
    alice.publishDevices();
    bob.publishDevices();
  }

  @AfterEach
  void close() {
    directory.close();
  }

  @Test
  void aFriendshipIsKnownToRelays() {
    alice.befriend(bob);
    var roomId = alice.read("/friends").string("$.friends[0].roomId");

    var room = directory.awaitVersion("dir:room:{" + roomId + "}", 1);
    assertThat(room.string("$.kind")).isEqualTo("direct");
    assertThat(room.flag("$.open")).isTrue();
    assertThat(room.strings("$.members"))
        .containsExactlyInAnyOrder(alice.id().toString(), bob.id().toString());

    var friends = directory.awaitVersion("dir:friends:{" + alice.id() + "}", 1);
    assertThat(friends.strings("$.friends")).containsExactly(bob.id().toString());
    assertThat(friends.strings("$.rooms")).containsExactly(roomId);

    directory.awaitNotice(notice ->
        notice.string("$.topic").equals("ROOMS")
            && notice.string("$.subject").equals(roomId)
            && notice.strings("$.audience").contains(bob.id().toString())
            && notice.strings("$.keys").equals(List.of("dir:room:{" + roomId + "}")));
    directory.awaitNotice(notice ->
        notice.string("$.topic").equals("FRIEND_REQUESTS")
            && notice.strings("$.audience").equals(List.of(bob.id().toString()))
            && !notice.has("$.subject"));
  }

  @Test
  void aClosedRoomIsClosedForRelaysToo() {
    alice.befriend(bob);
    var roomId = alice.read("/friends").string("$.friends[0].roomId");
    bob.call("PUT", "/blocks/" + alice.id()).expectStatus().isNoContent();
    assertThat(directory.awaitVersion("dir:room:{" + roomId + "}", 2).flag("$.open")).isFalse();
    assertThat(directory.awaitVersion("dir:friends:{" + alice.id() + "}", 2).strings("$.friends"))
        .isEmpty();
  }

  @Test
  void devicesHaveTheVersionOfTheirSignedList() {
    var phone = alice.identity().newDevice();
    alice.publish(alice.identity().nextList(List.of(alice.device(), phone)));
    var devices = directory.awaitVersion("dir:devices:{" + alice.id() + "}", 2);
    assertThat(devices.strings("$.devices"))
        .containsExactlyInAnyOrder(alice.device().id().toString(), phone.id().toString());
    assertThat(devices.bytes("$.listHash")).hasSize(32);
  }

  @Test
  void relaysHearOfADeviceThatIsNoLongerInTheList() {
    var phone = alice.identity().newDevice();
    alice.publish(alice.identity().nextList(List.of(alice.device(), phone)));
    alice.publish(alice.identity().nextList(List.of(alice.device())));

    directory.awaitRemoved(alice.id().toString(), phone.id().toString());
    // The list comes first: a relay that sees the device there would take no notice.
    assertThat(directory.awaitVersion("dir:devices:{" + alice.id() + "}", 3).strings("$.devices"))
        .containsExactly(alice.device().id().toString());
    assertThat(directory.removed())
        .doesNotContain(alice.id() + ":" + alice.device().id().toString());

    town.endAccount(alice);
    directory.awaitRemoved(alice.id().toString(), alice.device().id().toString());
  }

  @Test
  void friendsAreToldOfNewDevicesAndProfiles() {
    alice.befriend(bob);
    alice.publish(alice.identity().nextList(List.of(alice.device())));
    directory.awaitNotice(notice ->
        notice.string("$.topic").equals("DEVICES")
            && notice.string("$.subject").equals(alice.id().toString())
            && notice.strings("$.audience").contains(bob.id().toString()));
    alice.call("PUT", "/profile", Person.profile("Alicia")).expectStatus().isOk();
    directory.awaitNotice(notice ->
        notice.string("$.topic").equals("PROFILES")
            && notice.string("$.subject").equals(alice.id().toString())
            && notice.strings("$.audience").contains(bob.id().toString()));
  }

  @Test
  void theBlockedPersonsRequestTellsOnlyThemselves() {
    alice.met(bob);
    bob.call("PUT", "/blocks/" + alice.id()).expectStatus().isNoContent();
    directory.awaitNotice(notice -> tellsOfRequests(notice, bob));
    directory.notices().clear();
    alice.ask(bob);
    directory.awaitNotice(notice ->
        notice.string("$.topic").equals("FRIEND_REQUESTS")
            && notice.strings("$.audience").equals(List.of(alice.id().toString())));
    assertThat(directory.notices())
        .filteredOn(notice -> notice.string("$.topic").equals("FRIEND_REQUESTS"))
        .noneMatch(notice -> notice.strings("$.audience").contains(bob.id().toString()));
  }

  /** [D-8] Also where it ends nothing. */
  @Test
  void whoBlocksOrUnblocksSeesItOnAllDevicesAtOnce() {
    alice.met(bob);
    bob.call("PUT", "/blocks/" + alice.id()).expectStatus().isNoContent();
    directory.awaitNotice(notice -> tellsOfRequests(notice, bob));
    directory.notices().clear();
    bob.call("DELETE", "/blocks/" + alice.id()).expectStatus().isNoContent();
    directory.awaitNotice(notice -> tellsOfRequests(notice, bob));
    assertThat(directory.notices()).noneMatch(notice -> tellsOfRequests(notice, alice));
  }

  private static boolean tellsOfRequests(Json notice, Person person) {
    return notice.string("$.topic").equals("FRIEND_REQUESTS")
        && notice.strings("$.audience").contains(person.id().toString());
  }

  @Test
  void anEmptiedRedisIsFilledAgain() {
    try (var own = town.another();
        var ownDirectory = Directory.listen(own)) {
      var carol = own.person("carol");
      carol.publishDevices();
      var dave = own.person("dave");
      dave.publishDevices();
      carol.befriend(dave);
      var group = Group.of(carol, dave);
      ownDirectory.awaitVersion("dir:devices:{" + carol.id() + "}", 1);
      ownDirectory.awaitVersion("dir:room:{" + group.id() + "}", 3);
      ownDirectory.awaitComplete();
      ownDirectory.flush();
      ownDirectory.awaitComplete();
      // The marker comes last: where it is, everything is.
      assertThat(ownDirectory.read("dir:devices:{" + carol.id() + "}")).isPresent();
      assertThat(ownDirectory.read("dir:room:{" + group.id() + "}")).isPresent();
    }
  }

  @Test
  void anOldDocumentNeverReplacesANewerOne() {
    var projection = town.bean(Projection.class);
    var key = "dir:test:{" + alice.id() + "}";
    assertThat(projection.write(new DirectoryDocument(key, 10, List.of("ten"))).block()).isTrue();
    assertThat(projection.write(new DirectoryDocument(key, 9, List.of("nine"))).block()).isFalse();
    assertThat(projection.write(new DirectoryDocument(key, 10, List.of("x"))).block()).isFalse();
    assertThat(directory.read(key).map(doc -> doc.strings("$"))).contains(List.of("ten"));
    assertThat(projection.write(new DirectoryDocument(key, 11, List.of("11"))).block()).isTrue();
  }

  @Test
  void nothingIsLostWhileRedisIsAway() {
    try (var own = town.another()) {
      var carol = own.person("carol");
      own.stopRedis();
      carol.publishDevices();
      own.startRedis();
      try (var ownDirectory = Directory.listen(own)) {
        ownDirectory.awaitVersion("dir:devices:{" + carol.id() + "}", 1);
      }
    }
  }
}
