package chat.tacet.social.prekey;

import static chat.tacet.contracts.identity.v1.PrekeyKind.ML_KEM_768_LAST_RESORT;
import static chat.tacet.contracts.identity.v1.PrekeyKind.ML_KEM_768_ONE_TIME;
import static chat.tacet.contracts.identity.v1.PrekeyKind.X25519_ONE_TIME;
import static chat.tacet.contracts.identity.v1.PrekeyKind.X25519_SIGNED;
import static chat.tacet.social.prekey.Upload.oneTime;
import static chat.tacet.social.testing.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.contracts.identity.v1.Prekey;
import chat.tacet.social.testing.Json;
import chat.tacet.social.testing.Together;
import chat.tacet.social.testing.Town;
import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;

/** What is taken into the store, and what is not. */
@ParameterizedClass(autoCloseArguments = false) // the towns are shared
@MethodSource("chat.tacet.social.testing.Town#both")
class PrekeyUploadTest {

  private final Town town;

  PrekeyUploadTest(Town town) {
    this.town = town;
  }

  @Test
  void anotherKeyUnderTheSameIdIsRefused() {
    var alice = Upload.newDevice(town);
    Upload.by(alice).withCurves(oneTime(alice, X25519_ONE_TIME, 1, 1)).stored();
    Upload.by(alice).withCurves(oneTime(alice, X25519_ONE_TIME, 1, 1)).invalid();
  }

  @Test
  void theSameKeyTwiceInOneUploadIsOne() {
    var alice = Upload.newDevice(town);
    var keys = oneTime(alice, X25519_ONE_TIME, 1, 2);
    var twice = List.of(keys.get(0), keys.get(1), keys.get(0));
    var upload =
        Upload.by(alice).withCurves(twice).withLattices(oneTime(alice, ML_KEM_768_ONE_TIME, 1, 1));
    for (int i = 0; i < 2; i++) {
      var stored = upload.stored();
      assertThat(stored.number("$.x25519OneTime")).isEqualTo(2);
      assertThat(stored.number("$.mlKemOneTime")).isOne();
    }
  }

  @Test
  void twoKeysUnderOneIdInOneUploadAreRefused() {
    var alice = Upload.newDevice(town);
    var one = oneTime(alice, X25519_ONE_TIME, 1, 1).getFirst();
    var other = oneTime(alice, X25519_ONE_TIME, 1, 1).getFirst();
    Upload.by(alice).withCurves(List.of(one, other)).invalid();
    assertThat(alice.read("/prekeys").number("$.x25519OneTime")).isZero();
  }

  @Test
  void aDeviceThatIsTakenOffTheListMeanwhileIsTold() {
    for (int i = 0; i < 40; i++) {
      var alice = Upload.newDevice(town);
      var tablet = alice.identity().newDevice();
      var both = alice.identity().nextList(List.of(alice.device(), tablet));
      alice.publish(both).expectStatus().isNoContent();
      var without = alice.identity().nextList(List.of(tablet));
      var upload = Upload.by(alice).withCurves(oneTime(alice, X25519_ONE_TIME, 1, 5));

      var statuses =
          Together.run(
              () -> status(upload.put()),
              () -> status(alice.call(tablet.id(), "PUT", "/device-list", list(without))));

      assertThat(statuses.getFirst()).isIn(200, 403);
      assertThat(statuses.getLast()).isEqualTo(204);
    }
  }

  private static Map<String, String> list(byte[] signed) {
    return Map.of("signedDeviceList", Json.base64(signed));
  }

  private static int status(ResponseSpec answer) {
    return answer.returnResult(byte[].class).getStatus().value();
  }

  @Test
  void rotatingKeysNeverGoBack() {
    var alice = Upload.newDevice(town);
    var old = alice.device().prekey(X25519_SIGNED, 1);
    var young = alice.device().prekey(X25519_SIGNED, 2);
    Upload.by(alice).withSigned(old).stored();
    Upload.by(alice).withSigned(young).stored();
    Upload.by(alice).withSigned(young).stored();
    Upload.by(alice).withSigned(old).invalid();
    Upload.by(alice).withSigned(alice.device().prekey(X25519_SIGNED, 2)).invalid();
    assertThat(alice.read("/prekeys").number("$.x25519SignedCounter")).isEqualTo(2);
  }

  @Test
  void aDeviceThatComesBackToTheListHasItsRotatingKeysAgain() {
    var alice = Upload.newDevice(town);
    var tablet = alice.identity().newDevice();
    var signed = alice.device().prekey(X25519_SIGNED, 1);
    var upload =
        Upload.by(alice)
            .withSigned(signed)
            .withLastResort(alice.device().prekey(ML_KEM_768_LAST_RESORT, 1))
            .withCurves(oneTime(alice, X25519_ONE_TIME, 1, 2));
    upload.stored();
    var bundle = "/users/%s/devices/%s/prekey-bundle".formatted(alice.id(), alice.device().id());
    var both = List.of(alice.device(), tablet);
    alice.publish(alice.identity().nextList(both)).expectStatus().isNoContent();
    for (var devices : List.of(List.of(tablet), both)) {
      var list = list(alice.identity().nextList(devices));
      alice.call(tablet.id(), "PUT", "/device-list", list).expectStatus().isNoContent();
    }
    refused(alice.call("POST", bundle), 404, "not-found");

    // Its one-time keys may have been handed out, so none of them is taken again.
    assertThat(upload.stored().number("$.x25519OneTime")).isZero();
    assertThat(Json.of(alice.call("POST", bundle).expectStatus().isOk()).bytes("$.x25519Signed"))
        .isEqualTo(signed);
  }

  @Test
  void aDeviceThatWasRolledBackLearnsWhereItStood() {
    var alice = Upload.newDevice(town);
    Upload.by(alice)
        .withLastResort(alice.device().prekey(ML_KEM_768_LAST_RESORT, 7))
        .withCurves(oneTime(alice, X25519_ONE_TIME, 5, 3))
        .withLattices(oneTime(alice, ML_KEM_768_ONE_TIME, 9, 2))
        .stored();
    var stored = alice.read("/prekeys");
    assertThat(stored.number("$.x25519OneTime")).isEqualTo(3);
    assertThat(stored.number("$.mlKemOneTime")).isEqualTo(2);
    assertThat(stored.number("$.x25519SignedCounter")).isZero();
    assertThat(stored.number("$.mlKemLastResortCounter")).isEqualTo(7);
    assertThat(stored.number("$.x25519OneTimeHighestKeyId")).isEqualTo(7);
    assertThat(stored.number("$.mlKemOneTimeHighestKeyId")).isEqualTo(10);
  }

  @Test
  void aDeviceThatNoListNamesHasNoPrekeys() {
    var alice = town.person("alice");
    refused(Upload.by(alice).put(), 403, "forbidden");
    refused(alice.call("GET", "/prekeys"), 403, "forbidden");
  }

  @Test
  void twoHundredOfAKindAreEnough() {
    var alice = Upload.newDevice(town);
    Upload.by(alice).withCurves(oneTime(alice, X25519_ONE_TIME, 1, 100)).stored();
    Upload.by(alice).withCurves(oneTime(alice, X25519_ONE_TIME, 101, 100)).stored();
    refused(
        Upload.by(alice).withCurves(oneTime(alice, X25519_ONE_TIME, 201, 1)).put(),
        409,
        "limit-reached");
    refused(
        Upload.by(alice).withCurves(oneTime(alice, X25519_ONE_TIME, 201, 101)).put(),
        400,
        "validation-failed");
  }

  static Stream<Arguments> spoiled() {
    return Stream.of(
        spoiled("another format", prekey -> prekey.setFormat(0)),
        spoiled("another kind", prekey -> prekey.setKind(X25519_SIGNED)),
        spoiled("an unknown kind", prekey -> prekey.setKindValue(9)),
        spoiled("another account", prekey -> prekey.setAccountId(zeros(16))),
        spoiled("another device", prekey -> prekey.setDeviceId(zeros(16))),
        spoiled("a counter", prekey -> prekey.setCounter(1)),
        spoiled("no time", prekey -> prekey.setCreatedAtMs(0)),
        spoiled("a key of 31 bytes", prekey -> prekey.setPublicKey(zeros(31))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("spoiled")
  void aPrekeyThatBreaksARuleIsRefused(String what, Consumer<Prekey.Builder> change) {
    assertThat(what).isNotEmpty();
    var alice = Upload.newDevice(town);
    var prekey = alice.device().prekey(X25519_ONE_TIME, 1, change);
    Upload.by(alice).withCurves(List.of(prekey)).invalid();
  }

  @Test
  void aPrekeyThatIsNotSignedByTheDeviceIsRefused() {
    var alice = Upload.newDevice(town);
    var bob = Upload.newDevice(town);
    Upload.by(alice).withCurves(oneTime(bob, X25519_ONE_TIME, 1, 1)).invalid();
    var touched = alice.device().prekey(X25519_ONE_TIME, 1);
    touched[touched.length - 1] ^= 1;
    Upload.by(alice).withCurves(List.of(touched)).invalid();
    Upload.by(alice).withCurves(List.of(new byte[] {9, 9, 9})).invalid();
  }

  private static Arguments spoiled(String what, Consumer<Prekey.Builder> change) {
    return Arguments.of(what, change);
  }

  private static ByteString zeros(int length) {
    return ByteString.copyFrom(new byte[length]);
  }
}
