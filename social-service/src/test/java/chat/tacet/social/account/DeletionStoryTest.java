package chat.tacet.social.account;

import static chat.tacet.social.testing.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.tacet.contracts.identity.v1.PrekeyKind;
import chat.tacet.kit.database.Columns;
import chat.tacet.social.testing.Directory;
import chat.tacet.social.testing.Json;
import chat.tacet.social.testing.Person;
import chat.tacet.social.testing.TestDevice;
import chat.tacet.social.testing.Town;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.r2dbc.core.DatabaseClient;

@ParameterizedClass(autoCloseArguments = false) // the towns are shared
@MethodSource("chat.tacet.social.testing.Town#both")
@ExtendWith(OutputCaptureExtension.class)
class DeletionStoryTest {

  private static final Duration WITHIN = Duration.ofSeconds(15);

  private final Town town;

  DeletionStoryTest(Town town) {
    this.town = town;
  }

  @Test
  void everythingOfTheAccountGoes() {
    try (var directory = Directory.listen(town)) {
      var alice = town.person("alice");
      var bob = town.person("bob");
      var carol = town.person("carol");
      var dave = town.person("dave");
      alice.publishDevices();
      alice.call("PUT", "/prekeys", oneTimePrekey(alice.device())).expectStatus().isOk();
      alice.befriend(bob);
      dave.ask(alice);
      carol.met(alice);
      carol.call("PUT", "/blocks/" + alice.id()).expectStatus().isNoContent();
      var roomId = bob.read("/friends").string("$.friends[0].roomId");
      directory.notices().clear();

      directory.announceDeletion(alice.id().toString());
      directory.announceDeletion(alice.id().toString());
      await().atMost(WITHIN).until(() -> bob.friends().isEmpty());

      assertThat(dave.requests("outgoing")).isEmpty();
      assertThat(carol.read("/blocks").strings("$.blocks[*].user.username")).isEmpty();
      refused(bob.call("GET", "/users?username=" + alice.username()), 404, "not-found");
      refused(bob.ask(alice, UUID.randomUUID()), 404, "user-not-found");
      assertThat(bob.read("/rooms").flag("$.rooms[0].open")).isFalse();
      refused(alice.call("GET", "/profile"), 404, "not-found");
      assertThat(rows(town, "prekey WHERE device_id = :id", alice.device().id())).isZero();

      assertThat(directory.awaitVersion("dir:devices:{" + alice.id() + "}", 2).strings("$.devices"))
          .isEmpty();
      assertThat(directory.awaitVersion("dir:room:{" + roomId + "}", 2).flag("$.open")).isFalse();
      assertThat(directory.awaitVersion("dir:friends:{" + bob.id() + "}", 2).strings("$.friends"))
          .isEmpty();
      directory.awaitNotice(notice -> tells(notice, "FRIENDS", bob));
      directory.awaitNotice(notice -> tells(notice, "ROOMS", bob));
      directory.awaitNotice(notice -> tells(notice, "FRIEND_REQUESTS", dave));
    }
  }

  /** Not only of the device that asked for it. */
  @Test
  void everyDeviceOfTheAccountGoesAndSoDoesAMeeting() {
    try (var directory = Directory.listen(town)) {
      var alice = town.person("alice");
      var laptop = alice.device();
      var phone = alice.identity().newDevice();
      alice.publishDevices();
      alice.publish(alice.identity().nextList(List.of(laptop, phone))).expectStatus().isNoContent();
      for (var device : List.of(laptop, phone)) {
        alice.call(device.id(), "PUT", "/prekeys", oneTimePrekey(device)).expectStatus().isOk();
      }
      alice.call("PUT", "/links/" + UUID.randomUUID()).expectStatus().isNoContent();

      directory.announceDeletion(alice.id().toString());
      for (var device : List.of(laptop, phone)) {
        directory.awaitRemoved(alice.id().toString(), device.id().toString());
        assertThat(rows(town, "prekey WHERE device_id = :id", device.id())).isZero();
      }
      for (var table : List.of("device", "device_list", "link", "profile")) {
        assertThat(rows(town, table + " WHERE account_id = :id", alice.id())).as(table).isZero();
      }
    }
  }

  @Test
  void noTokenEndsAnAccountHere() {
    var alice = town.person("alice");
    refused(alice.call("DELETE", "/account"), 404, "not-found");
    assertThat(alice.read("/profile").string("$.username")).isEqualTo(alice.username());
  }

  @Test
  void itsTokensAreGoodForNothingAfterwards() {
    var alice = town.person("alice");
    town.endAccount(alice);
    refused(alice.call("PUT", "/profile", Person.profile("Alice")), 403, "forbidden");
    refused(alice.publish(alice.identity().nextList(List.of(alice.device()))), 403, "forbidden");
    refused(alice.ask(town.person("bob"), UUID.randomUUID()), 403, "forbidden");
  }

  @Test
  void whatElseIsAnnouncedDoesNotHoldUpADeletion() {
    try (var directory = Directory.listen(town)) {
      var alice = town.person("alice");
      var bob = town.person("bob");
      alice.befriend(bob);
      directory.announce("event", "something-newer", "accountId", bob.id().toString());
      directory.announce("event", "deleted", "accountId", "nonsense");
      directory.announceDeletion(alice.id().toString());
      directory.announceDeletion(alice.id().toString());
      directory.announceDeletion(UUID.randomUUID().toString());
      await().atMost(WITHIN).until(() -> bob.friends().isEmpty());
    }
  }

  /** Here the database refuses it for a while. */
  @Test
  void oneThatCannotBeEndedHoldsUpNoOther() {
    try (var own = town.another();
        var directory = Directory.listen(own)) {
      var alice = own.person("alice");
      var bob = own.person("bob");
      refuseToChange(own, alice);

      directory.announceDeletion(alice.id().toString());
      directory.announceDeletion(bob.id().toString());
      await().atMost(WITHIN).until(() -> isGone(bob));
      assertThat(isGone(alice)).isFalse();

      run(
          own,
          own.isOnPostgres()
              ? "ALTER TABLE account DROP CONSTRAINT refuse"
              : "DROP TRIGGER refuse");
      await().atMost(WITHIN).until(() -> isGone(alice));
    }
  }

  @Test
  void aRedisThatLostTheGroupIsJoinedAgainWithoutAlarm(CapturedOutput output) {
    // What the class has said so far is in it, too, and one of its stories raises this alarm.
    int before = output.length();
    try (var own = town.another();
        var directory = Directory.listen(own)) {
      var alice = own.person("alice");
      var bob = own.person("bob");
      alice.befriend(bob);
      directory.flush();
      directory.announceDeletion(alice.id().toString());
      await().atMost(WITHIN).until(() -> bob.friends().isEmpty());
      assertThat(output.getAll().substring(before))
          .doesNotContain("Account deletions cannot be read");
    }
  }

  @Test
  void aDeletionThatHappenedWhileTheServiceWasStoppedIsNotMissed() {
    try (var own = town.another();
        var directory = Directory.listen(own)) {
      var alice = own.person("alice");
      var bob = own.person("bob");
      alice.befriend(bob);
      own.whileStopped(() -> directory.announceDeletion(alice.id().toString()));
      await().atMost(WITHIN).until(() -> bob.friends().isEmpty());
    }
  }

  private static void refuseToChange(Town town, Person person) {
    var onSqlite =
        """
        CREATE TRIGGER refuse BEFORE UPDATE ON account WHEN NEW.account_id = '%s'
        BEGIN SELECT RAISE(ABORT, 'not now'); END
        """;
    var onPostgres =
        "ALTER TABLE account ADD CONSTRAINT refuse CHECK (account_id <> '%s') NOT VALID";
    run(town, (town.isOnPostgres() ? onPostgres : onSqlite).formatted(person.id()));
  }

  private static void run(Town town, String sql) {
    town.bean(DatabaseClient.class).sql(sql).then().block(WITHIN);
  }

  private static boolean isGone(Person person) {
    return person.call("GET", "/profile").returnResult(Void.class).getStatus().value() == 404;
  }

  private static Map<String, List<String>> oneTimePrekey(TestDevice device) {
    var prekey = Json.base64(device.prekey(PrekeyKind.X25519_ONE_TIME, 1));
    return Map.of("x25519OneTime", List.of(prekey), "mlKemOneTime", List.of());
  }

  /** Nobody is told any more, so it takes a look into the database. */
  private static long rows(Town town, String ofTable, UUID id) {
    return Objects.requireNonNull(
        town.bean(DatabaseClient.class)
            .sql("SELECT COUNT(*) AS n FROM " + ofTable)
            .bind("id", id.toString())
            .map(row -> Columns.number(row, "n"))
            .one()
            .block(WITHIN));
  }

  private static boolean tells(Json notice, String topic, Person person) {
    return notice.string("$.topic").equals(topic)
        && notice.strings("$.audience").contains(person.id().toString());
  }
}
