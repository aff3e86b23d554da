package chat.tacet.social.group;

import static chat.tacet.social.testing.Group.accept;
import static chat.tacet.social.testing.Group.leave;
import static chat.tacet.social.testing.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.contracts.identity.v1.PrekeyKind;
import chat.tacet.kit.database.Columns;
import chat.tacet.social.testing.Directory;
import chat.tacet.social.testing.Group;
import chat.tacet.social.testing.Json;
import chat.tacet.social.testing.Person;
import chat.tacet.social.testing.Town;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;

/** Bob and Carol are no friends; Alice, who is both's, has them in a group. */
@ParameterizedClass(autoCloseArguments = false) // the towns are shared
@MethodSource("chat.tacet.social.testing.Town#both")
class FellowStoryTest {

  private final Town town;
  private final Directory directory;
  private final Person alice;
  private final Person bob;
  private final Person carol;

  FellowStoryTest(Town town) {
    this.town = town;
    this.directory = Directory.listen(town);
    this.alice = town.person("alice");
    this.bob = town.person("bob");
    this.carol = town.person("carol");
  }

  @BeforeEach
  void meet() {
    Stream.of(alice, bob, carol).forEach(Person::publishDevices);
    alice.befriend(bob);
    alice.befriend(carol);
  }

  @AfterEach
  void close() {
    directory.close();
  }

  @Test
  void fellowsSeeEachOtherWhileTheyAre() {
    assertStrangers(bob, carol);
    var group = Group.founded(alice, bob, carol);

    assertThat(bob.read("/users/" + carol.id()).string("$.user.username"))
        .isEqualTo(carol.username());
    assertThat(bob.read("/users/" + carol.id()).string("$.relation")).isEqualTo("none");
    assertThat(carol.read("/users/" + bob.id() + "/device-lists").number("$.version")).isOne();

    group.add(bob, accept());
    group.add(bob, leave());
    assertStrangers(bob, carol);
    assertStrangers(carol, bob);
  }

  private static void assertStrangers(Person one, Person other) {
    refused(one.call("GET", "/users/" + other.id()), 404, "not-found");
    refused(one.call("GET", "/users/" + other.id() + "/device-lists"), 404, "not-found");
    refused(bundle(one, other), 404, "not-found");
  }

  @Test
  void onlyFellowMembersGetPrekeys() {
    var keys =
        Map.of(
            "x25519Signed",
            Json.base64(carol.device().prekey(PrekeyKind.X25519_SIGNED, 1)),
            "mlKemLastResort",
            Json.base64(carol.device().prekey(PrekeyKind.ML_KEM_768_LAST_RESORT, 1)));
    carol.call("PUT", "/prekeys", keys).expectStatus().isOk();
    var group = Group.founded(alice, bob, carol);
    group.add(carol, accept());
    refused(bundle(bob, carol), 404, "not-found");

    group.add(bob, accept());
    bundle(bob, carol).expectStatus().isOk();

    group.add(carol, leave());
    refused(bundle(bob, carol), 404, "not-found");
  }

  private static ResponseSpec bundle(Person who, Person of) {
    return who.call(
        "POST", "/users/" + of.id() + "/devices/" + of.device().id() + "/prekey-bundle");
  }

  @Test
  void relaysKnowTheMembersAndWhoIsConcernedIsTold() {
    var group = Group.founded(alice, bob, carol);
    var key = "dir:room:{" + group.id() + "}";
    var begun = directory.awaitVersion(key, 2);
    assertThat(begun.string("$.kind")).isEqualTo("group");
    assertThat(begun.flag("$.open")).isTrue();
    assertThat(begun.strings("$.members")).containsExactly(alice.id().toString());
    directory.awaitNotice(notice ->
        tells(notice, bob, carol, alice) && notice.strings("$.keys").equals(List.of(key)));

    group.add(bob, accept());
    assertThat(directory.awaitVersion(key, 3).strings("$.members"))
        .containsExactlyInAnyOrder(alice.id().toString(), bob.id().toString());

    directory.notices().clear();
    group.add(alice, Group.remove(bob));
    assertThat(directory.awaitVersion(key, 4).strings("$.members"))
        .containsExactly(alice.id().toString());
    directory.awaitNotice(notice -> tells(notice, alice, carol));
    directory.awaitNotice(notice -> tells(notice, bob) && !notice.has("$.subject"));

    group.add(alice, leave());
    var over = directory.awaitVersion(key, 5);
    assertThat(over.flag("$.open")).isFalse();
    assertThat(over.strings("$.members")).isEmpty();
    directory.awaitNotice(notice -> tells(notice, carol));
  }

  private static boolean tells(Json notice, Person... people) {
    return notice.string("$.topic").equals("ROOMS")
        && notice
            .strings("$.audience")
            .containsAll(Stream.of(people).map(person -> person.id().toString()).toList());
  }

  @Test
  void fellowsAreToldOfNewDevicesAndProfiles() {
    Group.of(alice, bob, carol);
    bob.publish(bob.identity().nextList(List.of(bob.device()))).expectStatus().isNoContent();
    directory.awaitNotice(notice -> tellsCarolOfBob(notice, "DEVICES"));
    bob.call("PUT", "/profile", Person.profile("Robert")).expectStatus().isOk();
    directory.awaitNotice(notice -> tellsCarolOfBob(notice, "PROFILES"));
  }

  private boolean tellsCarolOfBob(Json notice, String topic) {
    return notice.string("$.topic").equals(topic)
        && notice.string("$.subject").equals(bob.id().toString())
        && notice.strings("$.audience").contains(carol.id().toString());
  }

  @Test
  void whoseAccountEndsIsGoneAndTheGroupGoesOn() {
    var group = Group.of(alice, bob, carol);
    var key = "dir:room:{" + group.id() + "}";
    directory.awaitVersion(key, 4);
    directory.notices().clear();
    town.endAccount(bob);

    var room = directory.awaitVersion(key, 5);
    assertThat(room.flag("$.open")).isTrue();
    assertThat(room.strings("$.members"))
        .containsExactlyInAnyOrder(alice.id().toString(), carol.id().toString());
    directory.awaitNotice(notice -> tells(notice, alice, carol));
    var seen = group.seenBy(carol);
    assertThat(seen.strings("$[0].gone")).containsExactly(bob.id().toString());
    assertThat(seen.strings("$[0].members[*].username"))
        .containsExactly(alice.username(), carol.username());
    assertThat(seen.number("$[0].sequence")).isEqualTo(4);
    assertThat(seen.number("$[0].version")).isEqualTo(5);
    assertThat(group.log(carol, 0).strings("$.entries")).hasSize(4);
    refused(carol.call("GET", "/users/" + bob.id()), 404, "not-found");
    refused(bob.call("GET", group.path()), 404, "not-found");
    refused(group.append(bob, leave()), 403, "forbidden");
    group.add(alice, Group.remove(bob));
    assertThat(group.seenBy(carol).strings("$[0].gone")).isEmpty();
  }

  @Test
  void oneGroupTooManyIsRefused() {
    Group.founded(alice, bob);
    // 499 more, without the work of signing them.
    for (int i = 0; i < 499; i++) {
      var id = UUID.randomUUID().toString();
      run("INSERT INTO group_room (room_id, version, sequence) VALUES ('%s', 0, 0)".formatted(id));
      run(
          """
          INSERT INTO group_member (room_id, account_id, state, since, identity_key, list_version)
          SELECT '%s', account_id, 'member', 1, identity_key, 0 FROM group_member
          WHERE account_id = '%s' LIMIT 1
          """
              .formatted(id, bob.id()));
    }
    var group = Group.draft(alice);
    refused(group.append(alice, group.create(), Group.invite(bob, carol)), 409, "limit-reached");
    group.add(alice, group.create(), Group.invite(carol));
  }

  @Test
  void oneDeviceTooManyIsRefused() {
    var group = Group.founded(alice, bob, carol);
    group.add(bob, accept());
    for (int i = 0; i < 254; i++) {
      var id = UUID.randomUUID().toString();
      run(
          "INSERT INTO device_binding (device_id, account_id) VALUES ('%s', '%s')"
              .formatted(id, bob.id()));
      run(
          """
          INSERT INTO device (device_id, account_id, signing_key, agreement_key)
          SELECT '%s', account_id, signing_key, agreement_key FROM device
          WHERE account_id = '%s' LIMIT 1
          """
              .formatted(id, bob.id()));
    }
    refused(group.append(carol, accept()), 409, "limit-reached");
    group.add(bob, leave());
    group.add(carol, accept());
  }

  private void run(String sql) {
    town.bean(DatabaseClient.class).sql(sql).then().block();
  }

  /** Entries outlive those who wrote them. */
  @Test
  void nothingIsEverTakenOutOfALog() {
    var group = Group.of(alice, bob);
    town.endAccount(alice);
    town.endAccount(bob);
    assertThat(
            Objects.requireNonNull(
                town.bean(DatabaseClient.class)
                    .sql("SELECT COUNT(*) AS n FROM group_entry WHERE room_id = :id")
                    .bind("id", group.id().toString())
                    .map(row -> Columns.number(row, "n"))
                    .one()
                    .block()))
        .isEqualTo(3);
  }
}
