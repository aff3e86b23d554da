package chat.tacet.social.prekey;

import static chat.tacet.contracts.identity.v1.PrekeyKind.ML_KEM_768_LAST_RESORT;
import static chat.tacet.contracts.identity.v1.PrekeyKind.ML_KEM_768_ONE_TIME;
import static chat.tacet.contracts.identity.v1.PrekeyKind.X25519_ONE_TIME;
import static chat.tacet.contracts.identity.v1.PrekeyKind.X25519_SIGNED;
import static chat.tacet.social.testing.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.contracts.identity.v1.Prekey;
import chat.tacet.contracts.identity.v1.PrekeyKind;
import chat.tacet.social.testing.Json;
import chat.tacet.social.testing.Person;
import chat.tacet.social.testing.Together;
import chat.tacet.social.testing.Town;
import com.google.protobuf.ByteString;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;

class PrekeyStoryTest {

  private static final Town TOWN = Town.shared();

  @Test
  void bobGetsABundleAndEachOneTimeKeyOnce() {
    var alice = withDevice(TOWN);
    var signed = alice.device().prekey(X25519_SIGNED, 1);
    var lastResort = alice.device().prekey(ML_KEM_768_LAST_RESORT, 1);
    var curves = oneTime(alice, X25519_ONE_TIME, 1, 2);
    var lattices = oneTime(alice, ML_KEM_768_ONE_TIME, 1, 1);
    var remaining = Json.of(put(alice, signed, lastResort, curves, lattices).expectStatus().isOk());
    assertThat(remaining.number("$.x25519OneTime")).isEqualTo(2);
    assertThat(remaining.number("$.mlKemOneTime")).isEqualTo(1);

    var bob = friendOf(alice, TOWN);
    var first = Json.of(bundle(bob, alice).expectStatus().isOk());
    assertThat(first.bytes("$.x25519Signed")).isEqualTo(signed);
    assertThat(first.bytes("$.mlKemLastResort")).isEqualTo(lastResort);
    assertThat(first.bytes("$.x25519OneTime")).isEqualTo(curves.get(0));
    assertThat(first.bytes("$.mlKemOneTime")).isEqualTo(lattices.get(0));
    var second = Json.of(bundle(bob, alice).expectStatus().isOk());
    assertThat(second.bytes("$.x25519OneTime")).isEqualTo(curves.get(1));
    assertThat(second.has("$.mlKemOneTime")).isFalse();
    var third = Json.of(bundle(alice, alice).expectStatus().isOk());
    assertThat(third.has("$.x25519OneTime")).isFalse();
    assertThat(third.bytes("$.x25519Signed")).isEqualTo(signed);
  }

  /** Fifty friends begin to write at the same instant; forty keys are there. */
  @ParameterizedTest(autoCloseArguments = false) // the towns are shared
  @MethodSource("chat.tacet.social.testing.Town#both")
  void fiftyAtOnceGetFortyDifferentKeys(Town town) {
    var alice = withDevice(town);
    var curves = oneTime(alice, X25519_ONE_TIME, 1, 40);
    put(
            alice,
            rotating(alice, X25519_SIGNED),
            rotating(alice, ML_KEM_768_LAST_RESORT),
            curves,
            List.of())
        .expectStatus()
        .isOk();
    var bob = friendOf(alice, town);
    var acts =
        IntStream.range(0, 50)
            .<Callable<Json>>mapToObj(i -> () -> Json.of(bundle(bob, alice).expectStatus().isOk()))
            .toList();
    var given =
        Together.run(acts).stream()
            .filter(answer -> answer.has("$.x25519OneTime"))
            .map(answer -> answer.string("$.x25519OneTime"))
            .toList();
    assertThat(given)
        .containsExactlyInAnyOrderElementsOf(curves.stream().map(Json::base64).toList());
  }

  @Test
  void anUploadMayBeRepeatedAlsoAfterItsKeysWereGivenOut() {
    var alice = withDevice(TOWN);
    var curves = oneTime(alice, X25519_ONE_TIME, 1, 3);
    var signed = rotating(alice, X25519_SIGNED);
    var lastResort = rotating(alice, ML_KEM_768_LAST_RESORT);
    put(alice, signed, lastResort, curves, List.of()).expectStatus().isOk();
    bundle(alice, alice).expectStatus().isOk();
    var again = Json.of(put(alice, signed, lastResort, curves, List.of()).expectStatus().isOk());
    assertThat(again.number("$.x25519OneTime")).isEqualTo(2);
  }

  @Test
  void anotherKeyUnderTheSameIdIsRefused() {
    var alice = withDevice(TOWN);
    put(alice, null, null, oneTime(alice, X25519_ONE_TIME, 1, 1), List.of()).expectStatus().isOk();
    invalid(put(alice, null, null, oneTime(alice, X25519_ONE_TIME, 1, 1), List.of()));
  }

  @Test
  void rotatingKeysNeverGoBack() {
    var alice = withDevice(TOWN);
    var old = alice.device().prekey(X25519_SIGNED, 1);
    var young = alice.device().prekey(X25519_SIGNED, 2);
    put(alice, old, null, List.of(), List.of()).expectStatus().isOk();
    put(alice, young, null, List.of(), List.of()).expectStatus().isOk();
    put(alice, young, null, List.of(), List.of()).expectStatus().isOk();
    invalid(put(alice, old, null, List.of(), List.of()));
    invalid(put(alice, alice.device().prekey(X25519_SIGNED, 2), null, List.of(), List.of()));
    assertThat(alice.read("/prekeys").number("$.x25519SignedCounter")).isEqualTo(2);
  }

  @Test
  void aDeviceThatWasRolledBackLearnsWhereItStood() {
    var alice = withDevice(TOWN);
    put(
            alice,
            null,
            alice.device().prekey(ML_KEM_768_LAST_RESORT, 7),
            oneTime(alice, X25519_ONE_TIME, 5, 3),
            oneTime(alice, ML_KEM_768_ONE_TIME, 9, 2))
        .expectStatus()
        .isOk();
    var stored = alice.read("/prekeys");
    assertThat(stored.number("$.x25519OneTime")).isEqualTo(3);
    assertThat(stored.number("$.mlKemOneTime")).isEqualTo(2);
    assertThat(stored.number("$.x25519SignedCounter")).isZero();
    assertThat(stored.number("$.mlKemLastResortCounter")).isEqualTo(7);
    assertThat(stored.number("$.x25519OneTimeHighestKeyId")).isEqualTo(7);
    assertThat(stored.number("$.mlKemOneTimeHighestKeyId")).isEqualTo(10);
  }

  @Test
  void onlyFriendsGetABundle() {
    var alice = withDevice(TOWN);
    put(
            alice,
            rotating(alice, X25519_SIGNED),
            rotating(alice, ML_KEM_768_LAST_RESORT),
            List.of(),
            List.of())
        .expectStatus()
        .isOk();
    var carol = TOWN.person("carol");
    refused(bundle(carol, alice), 404, "not-found");
    carol.ask(alice);
    refused(bundle(carol, alice), 404, "not-found");
    var bob = friendOf(alice, TOWN);
    refused(
        bob.call("POST", bundlePath(alice.id().toString(), carol.device().id().toString())),
        404,
        "not-found");
  }

  @Test
  void whoPublishedNoRotatingKeysGivesNothingAway() {
    var alice = withDevice(TOWN);
    put(alice, null, null, oneTime(alice, X25519_ONE_TIME, 1, 1), List.of()).expectStatus().isOk();
    refused(bundle(alice, alice), 404, "not-found");
    assertThat(alice.read("/prekeys").number("$.x25519OneTime")).isEqualTo(1);
  }

  @Test
  void aDeviceThatNoListNamesHasNoPrekeys() {
    var alice = TOWN.person("alice");
    refused(put(alice, null, null, List.of(), List.of()), 403, "forbidden");
    refused(alice.call("GET", "/prekeys"), 403, "forbidden");
  }

  @Test
  void removingADeviceRemovesItsPrekeys() {
    var alice = withDevice(TOWN);
    put(
            alice,
            rotating(alice, X25519_SIGNED),
            rotating(alice, ML_KEM_768_LAST_RESORT),
            List.of(),
            List.of())
        .expectStatus()
        .isOk();
    var phone = alice.identity().newDevice();
    var list = Map.of("signedDeviceList", Json.base64(alice.identity().nextList(List.of(phone))));
    alice.call(phone.id(), "PUT", "/device-list", list).expectStatus().isNoContent();
    refused(bundle(alice, alice), 404, "not-found");
  }

  @Test
  void twoHundredOfAKindAreEnough() {
    var alice = withDevice(TOWN);
    put(alice, null, null, oneTime(alice, X25519_ONE_TIME, 1, 100), List.of())
        .expectStatus()
        .isOk();
    put(alice, null, null, oneTime(alice, X25519_ONE_TIME, 101, 100), List.of())
        .expectStatus()
        .isOk();
    refused(
        put(alice, null, null, oneTime(alice, X25519_ONE_TIME, 201, 1), List.of()),
        409,
        "limit-reached");
    refused(
        put(alice, null, null, oneTime(alice, X25519_ONE_TIME, 201, 101), List.of()),
        400,
        "validation-failed");
  }

  @Test
  void twentyAnHourAreEnoughForOneDevice() {
    try (var strict = Town.open(Map.of("tacet.social.limits.factor", 1))) {
      var alice = withDevice(strict);
      put(
              alice,
              rotating(alice, X25519_SIGNED),
              rotating(alice, ML_KEM_768_LAST_RESORT),
              List.of(),
              List.of())
          .expectStatus()
          .isOk();
      for (int i = 0; i < 20; i++) {
        bundle(alice, alice).expectStatus().isOk();
      }
      var limited = refused(bundle(alice, alice), 429, "rate-limited");
      assertThat(limited.number("$.retryAfterMs")).isBetween(1L, 180_000L);
    }
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
    var alice = withDevice(TOWN);
    var prekey = alice.device().prekey(X25519_ONE_TIME, 1, change);
    invalid(put(alice, null, null, List.of(prekey), List.of()));
  }

  @Test
  void aPrekeyThatIsNotSignedByTheDeviceIsRefused() {
    var alice = withDevice(TOWN);
    var bob = withDevice(TOWN);
    invalid(put(alice, null, null, oneTime(bob, X25519_ONE_TIME, 1, 1), List.of()));
    var touched = alice.device().prekey(X25519_ONE_TIME, 1);
    touched[touched.length - 1] ^= 1;
    invalid(put(alice, null, null, List.of(touched), List.of()));
    invalid(put(alice, null, null, List.of(new byte[] {9, 9, 9}), List.of()));
  }

  private static Person withDevice(Town town) {
    var person = town.person("dora");
    person.publishDevices();
    return person;
  }

  private static Person friendOf(Person person, Town town) {
    var friend = town.person("bob");
    friend.befriend(person);
    return friend;
  }

  private static byte[] rotating(Person person, PrekeyKind kind) {
    return person.device().prekey(kind, 1);
  }

  private static List<byte[]> oneTime(Person person, PrekeyKind kind, int from, int count) {
    return IntStream.range(from, from + count)
        .mapToObj(id -> person.device().prekey(kind, id))
        .toList();
  }

  private static ResponseSpec put(
      Person person,
      byte @Nullable [] signed,
      byte @Nullable [] lastResort,
      List<byte[]> curves,
      List<byte[]> lattices) {
    var body = new HashMap<String, Object>();
    if (signed != null) {
      body.put("x25519Signed", Json.base64(signed));
    }
    if (lastResort != null) {
      body.put("mlKemLastResort", Json.base64(lastResort));
    }
    body.put("x25519OneTime", curves.stream().map(Json::base64).toList());
    body.put("mlKemOneTime", lattices.stream().map(Json::base64).toList());
    return person.call("PUT", "/prekeys", body);
  }

  private static ResponseSpec bundle(Person who, Person of) {
    return who.call("POST", bundlePath(of.id().toString(), of.device().id().toString()));
  }

  private static String bundlePath(String accountId, String deviceId) {
    return "/users/" + accountId + "/devices/" + deviceId + "/prekey-bundle";
  }

  private static void invalid(ResponseSpec answer) {
    refused(answer, 400, "prekey-invalid");
  }

  private static Arguments spoiled(String what, Consumer<Prekey.Builder> change) {
    return Arguments.of(what, change);
  }

  private static ByteString zeros(int length) {
    return ByteString.copyFrom(new byte[length]);
  }
}
