package chat.tacet.social.prekey;

import static chat.tacet.contracts.identity.v1.PrekeyKind.ML_KEM_768_LAST_RESORT;
import static chat.tacet.contracts.identity.v1.PrekeyKind.ML_KEM_768_ONE_TIME;
import static chat.tacet.contracts.identity.v1.PrekeyKind.X25519_ONE_TIME;
import static chat.tacet.contracts.identity.v1.PrekeyKind.X25519_SIGNED;
import static chat.tacet.social.prekey.Upload.oneTime;
import static chat.tacet.social.testing.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.tacet.social.testing.Json;
import chat.tacet.social.testing.Person;
import chat.tacet.social.testing.Together;
import chat.tacet.social.testing.Town;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;

/** Who is given which prekeys, and how often. */
@ParameterizedClass(autoCloseArguments = false) // the towns are shared
@MethodSource("chat.tacet.social.testing.Town#both")
class PrekeyStoryTest {

  private final Town town;

  PrekeyStoryTest(Town town) {
    this.town = town;
  }

  @Test
  void bobGetsABundleAndEachOneTimeKeyOnce() {
    var alice = Upload.newDevice(town);
    var signed = alice.device().prekey(X25519_SIGNED, 1);
    var lastResort = alice.device().prekey(ML_KEM_768_LAST_RESORT, 1);
    var curves = oneTime(alice, X25519_ONE_TIME, 1, 2);
    var lattices = oneTime(alice, ML_KEM_768_ONE_TIME, 1, 1);
    var remaining =
        Upload.by(alice)
            .withSigned(signed)
            .withLastResort(lastResort)
            .withCurves(curves)
            .withLattices(lattices)
            .stored();
    assertThat(remaining.number("$.x25519OneTime")).isEqualTo(2);
    assertThat(remaining.number("$.mlKemOneTime")).isEqualTo(1);

    var bob = friendOf(alice, town);
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
  @Test
  void fiftyAtOnceGetFortyDifferentKeys() {
    var alice = Upload.newDevice(town);
    var curves = oneTime(alice, X25519_ONE_TIME, 1, 40);
    Upload.by(alice).withRotating().withCurves(curves).stored();
    var bob = friendOf(alice, town);
    var acts =
        IntStream.range(0, 50)
            .<Callable<Json>>mapToObj(i -> () -> bundleAtLast(bob, alice))
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
    var alice = Upload.newDevice(town);
    var upload = Upload.by(alice).withRotating().withCurves(oneTime(alice, X25519_ONE_TIME, 1, 3));
    upload.stored();
    bundle(alice, alice).expectStatus().isOk();
    assertThat(upload.stored().number("$.x25519OneTime")).isEqualTo(2);
  }

  @Test
  void onlyFriendsGetABundle() {
    var alice = Upload.newDevice(town);
    Upload.by(alice).withRotating().stored();
    var carol = town.person("carol");
    carol.publishDevices();
    refused(bundle(carol, alice), 404, "not-found");
    carol.ask(alice);
    refused(bundle(carol, alice), 404, "not-found");
    var bob = friendOf(alice, town);
    refused(
        bob.call("POST", bundlePath(alice.id().toString(), carol.device().id().toString())),
        404,
        "not-found");
  }

  @Test
  void aLoginWhoseDeviceIsNotInTheListTakesNothing() {
    var alice = Upload.newDevice(town);
    Upload.by(alice).withRotating().stored();
    var bob = friendOf(alice, town);
    var path = bundlePath(alice.id().toString(), alice.device().id().toString());
    var guest = bob.signIn(bob.identity().newDevice());

    refused(guest.call("POST", path), 403, "forbidden");
    refused(guest.call("GET", "/prekeys"), 403, "forbidden");
    refused(guest.call("PUT", "/prekeys", Map.of()), 403, "forbidden");
    guest.call("GET", "/users/" + bob.id() + "/device-lists").expectStatus().isOk();
  }

  @Test
  void whoPublishedNoRotatingKeysGivesNothingAway() {
    var alice = Upload.newDevice(town);
    Upload.by(alice).withCurves(oneTime(alice, X25519_ONE_TIME, 1, 1)).stored();
    refused(bundle(alice, alice), 404, "not-found");
    assertThat(alice.read("/prekeys").number("$.x25519OneTime")).isEqualTo(1);
  }

  @Test
  void removingADeviceRemovesItsPrekeys() {
    var alice = Upload.newDevice(town);
    Upload.by(alice).withRotating().stored();
    var phone = alice.identity().newDevice();
    var list = Map.of("signedDeviceList", Json.base64(alice.identity().nextList(List.of(phone))));
    alice.call(phone.id(), "PUT", "/device-list", list).expectStatus().isNoContent();
    var bundle = bundlePath(alice.id().toString(), alice.device().id().toString());
    refused(alice.call(phone.id(), "POST", bundle, null), 404, "not-found");
    refused(bundle(alice, alice), 403, "forbidden");
    refused(alice.call("PUT", "/prekeys", Map.of()), 403, "forbidden");
  }

  @Test
  void twentyAnHourAreEnoughForOneDevice() {
    try (var strict = town.another(Map.of("tacet.social.limits.factor", 1))) {
      var alice = Upload.newDevice(strict);
      Upload.by(alice).withRotating().stored();
      for (int i = 0; i < 20; i++) {
        bundle(alice, alice).expectStatus().isOk();
      }
      var limited = refused(bundle(alice, alice), 429, "rate-limited");
      assertThat(limited.number("$.retryAfterMs")).isBetween(1L, 180_000L);
    }
  }

  private static Person friendOf(Person person, Town town) {
    var friend = town.person("bob");
    friend.publishDevices();
    friend.befriend(person);
    return friend;
  }

  private static ResponseSpec bundle(Person who, Person of) {
    return who.call("POST", bundlePath(of.id().toString(), of.device().id().toString()));
  }

  /** Asks again when the service is too busy, as clients do. */
  private static Json bundleAtLast(Person who, Person of) {
    var answers = new ArrayList<EntityExchangeResult<String>>();
    await()
        .atMost(Duration.ofSeconds(25))
        .until(() -> {
          answers.add(bundle(who, of).expectBody(String.class).returnResult());
          return answers.getLast().getStatus() != HttpStatus.SERVICE_UNAVAILABLE;
        });
    assertThat(answers.getLast().getStatus()).isEqualTo(HttpStatus.OK);
    return Json.of(answers.getLast().getResponseBody());
  }

  private static String bundlePath(String accountId, String deviceId) {
    return "/users/" + accountId + "/devices/" + deviceId + "/prekey-bundle";
  }
}
