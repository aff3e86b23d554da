package chat.tacet.social.link;

import static chat.tacet.social.testing.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.social.testing.Json;
import chat.tacet.social.testing.Login;
import chat.tacet.social.testing.Person;
import chat.tacet.social.testing.Together;
import chat.tacet.social.testing.Town;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;

/** Alice's laptop is in her list; her phone wants to be. */
@ParameterizedClass(autoCloseArguments = false) // the towns are shared
@MethodSource("chat.tacet.social.testing.Town#both")
class LinkStoryTest {

  private final Town town;
  private final Person alice;
  private final Login laptop;
  private final Login phone;
  private final UUID link = UUID.randomUUID();

  LinkStoryTest(Town town) {
    this.town = town;
    this.alice = town.person("alice");
    this.laptop = alice.signIn(alice.device());
    this.phone = alice.signIn(alice.identity().newDevice());
  }

  @BeforeEach
  void theLaptopIsListed() {
    alice.publishDevices();
  }

  @Test
  void theTwoTellEachOtherFourThings() {
    open(laptop).expectStatus().isNoContent();
    for (int number = 1; number <= 4; number++) {
      var from = number % 2 == 0 ? laptop : phone;
      var to = number % 2 == 0 ? phone : laptop;
      var sealed = bytes(100, number);
      put(from, number, sealed).expectStatus().isNoContent();
      assertThat(Json.of(get(to, number).expectStatus().isOk()).bytes("$.sealed"))
          .isEqualTo(sealed);
    }
    laptop.call("DELETE", "/links/" + link).expectStatus().isNoContent();
    refused(get(phone, 4), 404, "not-found");
    laptop.call("DELETE", "/links/" + link).expectStatus().isNoContent();
  }

  @Test
  void theOtherSideIsToldWhenTheNumbersWereDifferent() {
    open(laptop).expectStatus().isNoContent();
    put(phone, 1, bytes(32, 1)).expectStatus().isNoContent();
    put(laptop, 2, bytes(32, 2)).expectStatus().isNoContent();
    var differ = "/links/" + link + "?numbersDiffer=true";
    refused(alice.signIn(alice.device()).call("DELETE", differ), 403, "forbidden");
    phone.call("DELETE", differ).expectStatus().isNoContent();
    phone.call("DELETE", differ).expectStatus().isNoContent();
    refused(get(laptop, 1), 404, "numbers-differ");
    refused(get(laptop, 3), 404, "numbers-differ");
    refused(put(laptop, 4, bytes(32, 4)), 404, "numbers-differ");
    laptop.call("DELETE", "/links/" + link).expectStatus().isNoContent();
    refused(get(laptop, 1), 404, "not-found");
  }

  @Test
  void whoAsksTooEarlyIsAnsweredWhenItComes() {
    open(laptop).expectStatus().isNoContent();
    var sealed = bytes(65_536, 1);

    var answers = Together.run(() -> get(laptop, 1), () -> put(phone, 1, sealed));

    assertThat(Json.of(answers.getFirst().expectStatus().isOk()).bytes("$.sealed"))
        .isEqualTo(sealed);
  }

  @Test
  void theLaptopLearnsWhereThePhoneIs() {
    open(laptop).expectStatus().isNoContent();
    phone.seenAs("Browser\t\u00e4 " + "x".repeat(300), "2001:db8:0:0:0:0:0:1");
    put(phone, 1, bytes(1, 1)).expectStatus().isNoContent();

    var from = Json.of(get(laptop, 1).expectStatus().isOk());
    assertThat(from.string("$.from.userAgent")).startsWith("Browser?").hasSize(200);
    assertThat(from.string("$.from.address")).isEqualTo("2001:db8::1");
  }

  @Test
  void nothingIsSaidOfABrowserThatSaysNothing() {
    open(laptop).expectStatus().isNoContent();
    phone.seenAs("", "not an address");
    put(phone, 1, bytes(1, 1)).expectStatus().isNoContent();

    var from = Json.of(get(laptop, 1).expectStatus().isOk());
    assertThat(from.has("$.from.userAgent")).isFalse();
    assertThat(from.string("$.from.address")).as("the peer's").isEqualTo("127.0.0.1");
  }

  @Test
  void theSameBytesAgainAreAnsweredTheSameAndOthersAreNot() {
    open(laptop).expectStatus().isNoContent();
    put(phone, 1, bytes(32, 1)).expectStatus().isNoContent();
    put(phone, 1, bytes(32, 1)).expectStatus().isNoContent();
    refused(put(phone, 1, bytes(32, 2)), 409, "conflict");
    assertThat(Json.of(get(laptop, 1)).bytes("$.sealed")).isEqualTo(bytes(32, 1));
    open(laptop).expectStatus().isNoContent();
    assertThat(Json.of(get(laptop, 1)).bytes("$.sealed")).isEqualTo(bytes(32, 1));
  }

  @Test
  void eachSideSpeaksInItsTurnAndHearsTheOther() {
    open(laptop).expectStatus().isNoContent();
    refused(put(laptop, 1, bytes(32, 1)), 403, "forbidden");
    refused(put(phone, 2, bytes(32, 2)), 403, "forbidden");
    put(phone, 1, bytes(32, 1)).expectStatus().isNoContent();
    refused(get(phone, 1), 403, "forbidden");
    refused(put(laptop, 3, bytes(32, 3)), 403, "forbidden");
    refused(put(phone, 4, bytes(32, 4)), 403, "forbidden");
    refused(get(laptop, 2), 403, "forbidden");
  }

  @Test
  void onlyADeviceOfTheListOpens() {
    refused(open(phone), 403, "forbidden");
    var stranger = town.person("bob");
    refused(open(stranger.signIn(stranger.device())), 403, "forbidden");
    refused(put(phone, 1, bytes(32, 1)), 404, "not-found");
    refused(get(phone, 2), 404, "not-found");
  }

  @Test
  void aDeviceOfTheListNeedsNoLinking() {
    open(laptop).expectStatus().isNoContent();
    refused(put(alice.signIn(alice.device()), 1, bytes(32, 1)), 403, "forbidden");
  }

  @Test
  void aThirdDeviceComesTooLate() {
    open(laptop).expectStatus().isNoContent();
    put(phone, 1, bytes(32, 1)).expectStatus().isNoContent();
    var third = alice.signIn(alice.identity().newDevice());

    refused(put(third, 1, bytes(32, 1)), 409, "conflict");
    refused(put(third, 3, bytes(32, 3)), 409, "conflict");
    refused(get(third, 1), 403, "forbidden");
    refused(get(third, 2), 403, "forbidden");
    refused(third.call("DELETE", "/links/" + link), 403, "forbidden");
    put(phone, 3, bytes(32, 3)).expectStatus().isNoContent();
  }

  @Test
  void ofTwoThatComeAtOnceOneIsTheGuest() {
    open(laptop).expectStatus().isNoContent();
    var third = alice.signIn(alice.identity().newDevice());

    var statuses =
        Together.run(
            () -> status(put(phone, 1, bytes(32, 1))), () -> status(put(third, 1, bytes(32, 2))));

    assertThat(statuses).containsExactlyInAnyOrder(204, 409);
  }

  @Test
  void somebodyElseFindsNoMeeting() {
    open(laptop).expectStatus().isNoContent();
    var bob = town.person("bob");
    bob.publishDevices();
    var mallory = bob.signIn(bob.identity().newDevice());

    refused(put(mallory, 1, bytes(32, 1)), 404, "not-found");
    refused(get(mallory, 2), 404, "not-found");
    mallory.call("DELETE", "/links/" + link).expectStatus().isNoContent();
    open(bob.signIn(bob.device())).expectStatus().isNoContent();
    put(phone, 1, bytes(32, 1)).expectStatus().isNoContent();
  }

  @Test
  void aNewMeetingReplacesTheOld() {
    open(laptop).expectStatus().isNoContent();
    put(phone, 1, bytes(32, 1)).expectStatus().isNoContent();
    var another = UUID.randomUUID();
    laptop.call("PUT", "/links/" + another).expectStatus().isNoContent();

    refused(get(laptop, 1), 404, "not-found");
    refused(put(phone, 3, bytes(32, 3)), 404, "not-found");
    var tablet = alice.device();
    refused(alice.signIn(tablet).call("PUT", "/links/" + another), 409, "conflict");
  }

  @Test
  void thePhoneMayEndItToo() {
    open(laptop).expectStatus().isNoContent();
    put(phone, 1, bytes(32, 1)).expectStatus().isNoContent();

    var answers =
        Together.run(
            () -> status(get(phone, 2)), () -> status(laptop.call("DELETE", "/links/" + link)));

    assertThat(answers).as("whoever waits hears of it").containsExactly(404, 204);
  }

  @Test
  void theLaptopEndsItWhileThePhoneSpeaks() {
    for (int i = 0; i < 50; i++) {
      var path = "/links/" + UUID.randomUUID();
      laptop.call("PUT", path).expectStatus().isNoContent();
      var said = Map.of("sealed", Json.base64(bytes(32, 1)));

      var statuses =
          Together.run(
              () -> status(phone.call("PUT", path + "/messages/1", said)),
              () -> status(laptop.call("DELETE", path)));

      assertThat(statuses.getFirst()).isIn(204, 404);
      assertThat(statuses.getLast()).isEqualTo(204);
    }
  }

  /** An end that comes late, perhaps of a call that was repeated, is the end of that one alone. */
  @Test
  void theEndOfOneMeetingIsNotTheEndOfTheNext() {
    for (int i = 0; i < 50; i++) {
      var old = "/links/" + UUID.randomUUID();
      var end = old + "?numbersDiffer=" + (i % 2 == 0);
      var next = "/links/" + UUID.randomUUID();
      laptop.call("PUT", old).expectStatus().isNoContent();

      var statuses =
          Together.run(
              () -> status(laptop.call("DELETE", end)), () -> status(laptop.call("PUT", next)));

      assertThat(statuses).containsExactly(204, 204);
      phone
          .call("PUT", next + "/messages/1", Map.of("sealed", Json.base64(bytes(32, 1))))
          .expectStatus()
          .isNoContent();
    }
  }

  @Test
  void whatIsTooLargeIsRefused() {
    open(laptop).expectStatus().isNoContent();
    refused(put(phone, 1, bytes(65_537, 1)), 400, "validation-failed");
    refused(put(phone, 1, new byte[0]), 400, "validation-failed");
    put(phone, 1, bytes(65_536, 1)).expectStatus().isNoContent();
  }

  @Test
  void nothingIsLeftOfItWhenTheAccountEnds() {
    open(laptop).expectStatus().isNoContent();
    put(phone, 1, bytes(32, 1)).expectStatus().isNoContent();
    town.endAccount(alice);
    refused(get(laptop, 1), 404, "not-found");
    refused(open(laptop), 403, "forbidden");
  }

  @Test
  void aPhoneThatWasAddedMeanwhileMayFinish() {
    open(laptop).expectStatus().isNoContent();
    put(phone, 1, bytes(32, 1)).expectStatus().isNoContent();
    put(phone, 3, bytes(32, 3)).expectStatus().isNoContent();
    alice.publish(alice.identity().nextList(List.of(alice.device(), phone.device())));

    put(phone, 3, bytes(32, 3)).expectStatus().isNoContent();
    put(laptop, 4, bytes(32, 4)).expectStatus().isNoContent();
    get(phone, 4).expectStatus().isOk();
  }

  private ResponseSpec open(Login login) {
    return login.call("PUT", "/links/" + link);
  }

  private ResponseSpec put(Login login, int number, byte[] sealed) {
    return login.call("PUT", message(number), Map.of("sealed", Json.base64(sealed)));
  }

  private ResponseSpec get(Login login, int number) {
    return login.call("GET", message(number));
  }

  private String message(int number) {
    return "/links/" + link + "/messages/" + number;
  }

  private static int status(ResponseSpec answer) {
    return answer.returnResult(byte[].class).getStatus().value();
  }

  private static byte[] bytes(int length, int value) {
    var bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }
}
