package chat.tacet.social.device;

import static chat.tacet.social.testing.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.contracts.identity.v1.DeviceList;
import chat.tacet.contracts.identity.v1.DeviceSignature;
import chat.tacet.contracts.identity.v1.SignedDeviceList;
import chat.tacet.social.testing.Group;
import chat.tacet.social.testing.Json;
import chat.tacet.social.testing.Person;
import chat.tacet.social.testing.TestDevice;
import chat.tacet.social.testing.Town;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;

@ParameterizedClass(autoCloseArguments = false) // the towns are shared
@MethodSource("chat.tacet.social.testing.Town#both")
class DeviceListStoryTest {

  private final Town town;
  private final Person alice;
  private final Person bob;
  private final TestDevice phone;

  DeviceListStoryTest(Town town) {
    this.town = town;
    this.alice = town.person("alice");
    this.bob = town.person("bob");
    this.phone = alice.identity().newDevice();
  }

  @Test
  void everyVersionIsServedAsItCame() {
    var first = alice.identity().nextList(List.of(alice.device()));
    var second = alice.identity().nextList(List.of(alice.device(), phone));
    alice.publish(first).expectStatus().isNoContent();
    alice.publish(second).expectStatus().isNoContent();

    alice.befriend(bob);
    var all = bob.read("/users/" + alice.id() + "/device-lists");
    assertThat(all.number("$.version")).isEqualTo(2);
    assertThat(all.strings("$.lists[*]")).containsExactly(Json.base64(first), Json.base64(second));
    var newer = alice.read("/users/" + alice.id() + "/device-lists?after=1");
    assertThat(newer.strings("$.lists[*]")).containsExactly(Json.base64(second));
    assertThat(alice.read("/users/" + alice.id() + "/device-lists?after=2").strings("$.lists[*]"))
        .isEmpty();
  }

  @Test
  void strangersLearnNothing() {
    alice.publishDevices();
    refused(bob.call("GET", "/users/" + alice.id() + "/device-lists"), 404, "not-found");
    refused(alice.call("GET", "/users/" + bob.id() + "/device-lists"), 404, "not-found");
    alice.ask(bob);
    refused(bob.call("GET", "/users/" + alice.id() + "/device-lists"), 404, "not-found");
  }

  @Test
  void theSameListAgainChangesNothing() {
    var list = alice.identity().nextList(List.of(alice.device()));
    alice.publish(list).expectStatus().isNoContent();
    alice.publish(list).expectStatus().isNoContent();
    assertThat(alice.read("/users/" + alice.id() + "/device-lists").number("$.version"))
        .isEqualTo(1);
  }

  @Test
  void aListThatFollowsAnotherIsAConflict() {
    alice.publishDevices();
    var fork =
        alice.identity().spoiled(List.of(alice.device()), list -> list.setPreviousHash(bytes(32)));
    assertThat(conflict(fork)).isEqualTo(1);
    var tooNew = alice.identity().spoiled(List.of(alice.device()), list -> list.setVersion(3));
    assertThat(conflict(tooNew)).isEqualTo(1);
    var again = alice.identity().spoiled(List.of(alice.device()), list -> list.setVersion(1));
    assertThat(conflict(again)).isEqualTo(1);
  }

  @Test
  void startingOverReplacesTheIdentityAndIsMarked() {
    alice.publishDevices();
    alice.identity().startOver();
    invalid(alice.identity().spoiled(List.of(alice.device()), list -> {}));
    var reset =
        alice.identity().nextList(List.of(alice.device()), list -> list.setIdentityReset(true));
    alice.publish(reset).expectStatus().isNoContent();
    invalid(alice.identity().spoiled(List.of(alice.device()), list -> list.setIdentityReset(true)));
  }

  @Test
  void aDeviceNeverChangesItsKeys() {
    alice.publishDevices();
    invalid(
        alice
            .identity()
            .spoiled(
                List.of(alice.device()),
                list -> list.getDevicesBuilder(0).setAgreementKey(bytes(32))));
  }

  @Test
  void listsOfEarlierClientsGoOnInFormat2AndNeverBack() {
    alice.publish(alice.identity().ofFormat1().nextList(List.of(alice.device(), phone)));
    var second = alice.identity().ofFormat2().nextList(List.of(alice.device(), phone));
    alice.publish(second).expectStatus().isNoContent();
    invalid(alice.identity().ofFormat1().spoiled(List.of(alice.device(), phone), list -> {}));
    var third = alice.identity().ofFormat2().nextList(List.of(alice.device()));
    alice.publish(third).expectStatus().isNoContent();
  }

  @Test
  void aDeviceThatSignedItsPlaceNeedNotBeThereAgain() throws InvalidProtocolBufferException {
    var first = alice.identity().nextList(List.of(alice.device(), phone));
    alice.publish(first).expectStatus().isNoContent();
    var tablet = alice.identity().newDevice();
    var second = alice.identity().nextList(List.of(alice.device(), phone, tablet));
    alice.publish(second).expectStatus().isNoContent();
    assertThat(signaturesOf(second)).containsAll(signaturesOf(first));
  }

  static Stream<Arguments> otherPlaces() {
    return Stream.of(
        spoiled("another time", list -> list.getDevicesBuilder(0).setAddedAtMs(7)),
        spoiled("another key", list -> list.getDevicesBuilder(0).setAgreementKey(bytes(32))),
        spoiled("a list of format 1 with a signature of its place", list -> list.setFormat(1)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("otherPlaces")
  void aDeviceSignsThisPlaceAndNoOther(String what, Consumer<DeviceList.Builder> change) {
    assertThat(what).isNotEmpty();
    invalid(alice.identity().spoiled(List.of(alice.device()), change));
  }

  @Test
  void noListGrowsBeyondWhatAMessageToAGroupCanCarry() {
    alice.publishDevices();
    bob.publishDevices();
    alice.befriend(bob);
    Group.of(alice, bob);
    hasDevicesBeside(bob, 269);
    var tablet = alice.identity().newDevice();

    publish(List.of(alice.device(), phone)).expectStatus().isNoContent();
    var oneMore = alice.identity().spoiled(List.of(alice.device(), phone, tablet), list -> {});
    refused(alice.publish(oneMore), 409, "limit-reached");
    publish(List.of(alice.device(), tablet)).expectStatus().isNoContent();
    publish(List.of(alice.device())).expectStatus().isNoContent();
    publish(List.of(alice.device(), phone)).expectStatus().isNoContent();
  }

  private ResponseSpec publish(List<TestDevice> devices) {
    return alice.publish(alice.identity().nextList(devices));
  }

  /** More than a list can name: as many as those of many people. */
  private void hasDevicesBeside(Person person, int devices) {
    var id = "'" + person.id().toString().substring(0, 32) + "' || (1000 + i)";
    for (var rows :
        List.of(
            "device_binding (device_id, account_id) WITH %s SELECT %s, account_id",
            "device (device_id, account_id, signing_key, agreement_key)"
                + " WITH %s SELECT %s, account_id, signing_key, agreement_key")) {
      var numbers =
          "RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + devices + ")";
      var sql = rows.replaceFirst("%s", numbers).replaceFirst("%s", id);
      town.bean(DatabaseClient.class)
          .sql("INSERT INTO " + sql + " FROM n, device WHERE device_id = :own")
          .bind("own", person.device().id().toString())
          .then()
          .block();
    }
  }

  @Test
  void aDeviceBelongsToOneAccountForEver() {
    alice.publish(alice.identity().nextList(List.of(alice.device(), phone)));
    alice.publish(alice.identity().nextList(List.of(alice.device())));
    var stolen = bob.identity().spoiled(List.of(bob.device(), phone), list -> {});
    refused(bob.publish(stolen), 400, "device-list-invalid");
  }

  static Stream<Arguments> spoiledLists() {
    return Stream.of(
        spoiled("another format", list -> list.setFormat(3)),
        spoiled("somebody else's account", list -> list.setAccountId(bytes(16))),
        spoiled("an account id of 15 bytes", list -> list.setAccountId(bytes(15))),
        spoiled("version 0", list -> list.setVersion(0)),
        spoiled("a version beyond 63 bits", list -> list.setVersion(-1)),
        spoiled("a short hash", list -> list.setPreviousHash(bytes(31))),
        spoiled("a reset of nothing", list -> list.setIdentityReset(true)),
        spoiled("an identity key of 31 bytes", list -> list.setAccountIdentityKey(bytes(31))),
        spoiled(
            "an identity key of small order",
            list -> list.setAccountIdentityKey(ByteString.copyFrom(new byte[32]))),
        spoiled("no time", list -> list.setCreatedAtMs(0)),
        spoiled("no devices", DeviceList.Builder::clearDevices),
        spoiled("a device twice", list -> list.addDevices(list.getDevices(0))),
        spoiled(
            "a device id of 17 bytes", list -> list.getDevicesBuilder(0).setDeviceId(bytes(17))),
        spoiled("not the token's device", list -> list.getDevicesBuilder(0).setDeviceId(bytes(16))),
        spoiled(
            "a signing key of small order",
            list -> list.getDevicesBuilder(0).setSigningKey(ByteString.copyFrom(new byte[32]))),
        spoiled(
            "an agreement key of 33 bytes",
            list -> list.getDevicesBuilder(0).setAgreementKey(bytes(33))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("spoiledLists")
  void aListThatBreaksARuleIsRefused(String what, Consumer<DeviceList.Builder> change) {
    assertThat(what).isNotEmpty();
    invalid(alice.identity().spoiled(List.of(alice.device()), change));
  }

  static Stream<Arguments> wrongSignatures() {
    return Stream.of(
        missigned("no account signature", SignedDeviceList.Builder::clearAccountSignature),
        missigned("a random one", signed -> signed.setAccountSignature(bytes(64))),
        missigned("none of the device", SignedDeviceList.Builder::clearDeviceSignatures),
        missigned(
            "one of the device too many",
            signed -> signed.addDeviceSignatures(signed.getDeviceSignatures(0))),
        missigned(
            "the account's in place of the device's",
            signed ->
                signed.getDeviceSignaturesBuilder(0).setSignature(signed.getAccountSignature())),
        missigned(
            "the device's under another id",
            signed -> signed.getDeviceSignaturesBuilder(0).setDeviceId(bytes(16))),
        missigned("not a list at all", signed -> signed.setList(bytes(40))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrongSignatures")
  void aListThatIsNotSignedByAllIsRefused(String what, Consumer<SignedDeviceList.Builder> change) {
    assertThat(what).isNotEmpty();
    invalid(alice.identity().missigned(List.of(alice.device()), change));
  }

  @Test
  void seventeenDevicesAreTooMany() {
    var many =
        Stream.concat(
                Stream.of(alice.device()),
                Stream.generate(() -> alice.identity().newDevice()).limit(16))
            .toList();
    invalid(alice.identity().spoiled(many, list -> {}));
    alice.publish(alice.identity().nextList(many.subList(0, 16))).expectStatus().isNoContent();
  }

  @Test
  void bytesThatAreNoListAreRefused() {
    invalid(new byte[] {1, 2, 3});
    var huge = Map.of("signedDeviceList", Json.base64(new byte[9000]));
    refused(alice.call("PUT", "/device-list", huge), 400, "validation-failed");
  }

  private static List<DeviceSignature> signaturesOf(byte[] signed)
      throws InvalidProtocolBufferException {
    return SignedDeviceList.parseFrom(signed).getDeviceSignaturesList();
  }

  private void invalid(byte[] signedDeviceList) {
    refused(alice.publish(signedDeviceList), 400, "device-list-invalid");
  }

  private long conflict(byte[] signedDeviceList) {
    return refused(alice.publish(signedDeviceList), 409, "device-list-conflict")
        .number("$.currentVersion");
  }

  private static Arguments spoiled(String what, Consumer<DeviceList.Builder> change) {
    return Arguments.of(what, change);
  }

  private static Arguments missigned(String what, Consumer<SignedDeviceList.Builder> change) {
    return Arguments.of(what, change);
  }

  private static ByteString bytes(int length) {
    var bytes = new byte[length];
    Arrays.fill(bytes, (byte) 7);
    return ByteString.copyFrom(bytes);
  }
}
