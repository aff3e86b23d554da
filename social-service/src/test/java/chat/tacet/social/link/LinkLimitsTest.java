package chat.tacet.social.link;

import static chat.tacet.social.testing.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.tacet.kit.database.Columns;
import chat.tacet.social.testing.Json;
import chat.tacet.social.testing.Login;
import chat.tacet.social.testing.Person;
import chat.tacet.social.testing.Together;
import chat.tacet.social.testing.Town;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.r2dbc.core.DatabaseClient;

/** How long a meeting lasts, and how much of it there may be. */
@ParameterizedClass(autoCloseArguments = false) // the towns are shared
@MethodSource("chat.tacet.social.testing.Town#both")
class LinkLimitsTest {

  private static final String WAIT = "tacet.social.links.longest-wait";
  private static final String LIFETIME = "tacet.social.links.lifetime";

  private final UUID link = UUID.randomUUID();
  private final String path = "/links/" + link;
  private final Town town;

  LinkLimitsTest(Town town) {
    this.town = town;
  }

  @Test
  void whoWaitsInVainIsToldSo() {
    try (var own = town.another(Map.of(WAIT, "100ms"))) {
      var laptop = laptopOf(own);
      laptop.call("PUT", path).expectStatus().isNoContent();
      refused(laptop.call("GET", path + "/messages/1"), 404, "nothing-yet");
    }
  }

  @Test
  void aMeetingIsForgotten() {
    try (var own = town.another(Map.of(LIFETIME, "1s"))) {
      var alice = person(own);
      var laptop = alice.signIn(alice.device());
      var phone = alice.signIn(alice.identity().newDevice());
      laptop.call("PUT", path).expectStatus().isNoContent();
      phone
          .call("PUT", path + "/messages/1", Map.of("sealed", Json.base64(new byte[9])))
          .expectStatus()
          .isNoContent();

      refused(phone.call("GET", path + "/messages/2"), 404, "not-found");

      refused(laptop.call("GET", path + "/messages/1"), 404, "not-found");
      var table = own.bean(LinkTable.class);
      table.deleteExpired(Duration.ofMinutes(1)).block();
      assertThat(rows(own, "link")).as("somebody may just be writing there").isEqualTo(1);
      table.deleteExpired(Duration.ZERO).block();
      assertThat(rows(own, "link")).isZero();
      assertThat(rows(own, "link_message")).isZero();
    }
  }

  @Test
  void anAccountHasAFewPlacesToWait() {
    try (var own = town.another(Map.of(WAIT, "3s"))) {
      var laptop = laptopOf(own);
      laptop.call("PUT", path).expectStatus().isNoContent();
      Callable<Integer> wait = () -> status(laptop, path + "/messages/1");

      var statuses = Together.run(IntStream.range(0, 8).mapToObj(_ -> wait).toList());

      assertThat(statuses).containsOnly(404, 429).contains(429);
      assertThat(statuses.stream().filter(status -> status == 404)).hasSizeBetween(4, 7);
      await()
          .untilAsserted(
              () -> assertThat(own.bean(Waiters.class).waiting()).as("places come back").isZero());
    }
  }

  @Test
  void aServiceThatStopsKeepsNobodyWaiting() {
    var own = town.another();
    var laptop = laptopOf(own);
    laptop.call("PUT", path).expectStatus().isNoContent();

    var answers =
        Together.run(
            () -> Json.of(laptop.call("GET", path + "/messages/1")).string("$.code"),
            () -> {
              await().until(() -> own.bean(Waiters.class).waiting() == 1);
              own.close();
              return "";
            });

    assertThat(answers).first().isEqualTo("nothing-yet");
  }

  @Test
  void floodsAreRefused() {
    try (var own = town.another(Map.of("tacet.social.limits.factor", 1))) {
      var laptop = laptopOf(own);
      var opened =
          IntStream.range(0, 21)
              .map(_ ->
                  laptop
                      .call("PUT", "/links/" + UUID.randomUUID())
                      .returnResult(byte[].class)
                      .getStatus()
                      .value())
              .boxed()
              .toList();
      assertThat(opened.subList(0, 20)).containsOnly(204);
      assertThat(opened.getLast()).isEqualTo(429);

      Callable<Integer> guess = () -> status(laptop, "/links/" + UUID.randomUUID() + "/messages/1");
      var guesses = Together.run(IntStream.range(0, 300).mapToObj(_ -> guess).toList());
      assertThat(guesses).containsOnly(404, 429).contains(429);
      assertThat(guesses.stream().filter(status -> status == 404)).hasSizeGreaterThanOrEqualTo(120);

      var carol = laptopOf(own);
      carol.call("PUT", "/links/" + UUID.randomUUID()).expectStatus().isNoContent();
    }
  }

  private static Login laptopOf(Town town) {
    var person = person(town);
    return person.signIn(person.device());
  }

  private static Person person(Town town) {
    var person = town.person("alice");
    person.publishDevices();
    return person;
  }

  private static int status(Login login, String path) {
    return login.call("GET", path).returnResult(byte[].class).getStatus().value();
  }

  private static long rows(Town town, String table) {
    return town.bean(DatabaseClient.class)
        .sql("SELECT COUNT(*) AS n FROM " + table)
        .map(row -> Columns.number(row, "n"))
        .one()
        .blockOptional()
        .orElseThrow();
  }
}
