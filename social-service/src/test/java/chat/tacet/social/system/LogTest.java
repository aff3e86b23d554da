package chat.tacet.social.system;

import static chat.tacet.social.testing.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.tacet.social.testing.Json;
import chat.tacet.social.testing.Person;
import chat.tacet.social.testing.Town;
import java.nio.charset.StandardCharsets;
import java.util.Map;
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
class LogTest {

  private static final String CANARY = "kanarienvogel";
  private static final String ADDRESS = "203.0.113.77";
  private static final UUID LINK = UUID.randomUUID();

  private final Town town;

  LogTest(Town town) {
    this.town = town;
  }

  @Test
  void logsHoldNothingOfWhatPeopleDo(CapturedOutput log) {
    try (var own = town.another()) {
      var alice = own.person(CANARY);
      var bob = own.person("bob" + CANARY);
      alice.publishDevices();
      alice.befriend(bob);
      alice.call("PUT", "/profile", Person.profile(CANARY)).expectStatus().isOk();
      refused(alice.ask(bob, UUID.randomUUID()), 409, "already-friends");
      refused(alice.call("PUT", "/profile", Map.of(CANARY, CANARY)), 400, "validation-failed");
      // The database names the duplicate value in its own message.
      refused(own.namesake(alice).call("PUT", "/profile", Person.profile(CANARY)), 409, "conflict");
      linkADevice(alice);
      refuseFriendships(own);
      var carol = own.person("carol" + CANARY);
      refused(carol.accept(alice.ask(carol)), 500, "internal");
      int before = log.getOut().length();
      own.stopRedis();
      alice.call("DELETE", "/friends/" + bob.id()).expectStatus().isNoContent();
      await().until(() -> log.getOut().substring(before).contains(" WARN "));
      own.endAccount(alice);

      assertThat(log.getAll())
          .contains(" ERROR ")
          .doesNotContainIgnoringCase(CANARY)
          .doesNotContain(alice.id().toString(), bob.id().toString(), carol.id().toString())
          .doesNotContain(alice.device().id().toString())
          .doesNotContain(LINK.toString(), ADDRESS);
    }
  }

  /**
   * What it refuses a database quotes: PostgreSQL the whole row, SQLite what it was told to say.
   */
  private static void refuseFriendships(Town town) {
    town.bean(DatabaseClient.class)
        .sql(
            town.isOnPostgres()
                ? "ALTER TABLE friendship ADD CONSTRAINT %s CHECK (since < 0) NOT VALID"
                    .formatted(CANARY)
                : """
                CREATE TRIGGER refuse BEFORE INSERT ON friendship
                BEGIN SELECT RAISE(ABORT, '%s'); END
                """
                    .formatted(CANARY))
        .then()
        .block();
  }

  private static void linkADevice(Person alice) {
    var laptop = alice.signIn(alice.device());
    var phone = alice.signIn(alice.identity().newDevice()).seenAs(CANARY, ADDRESS);
    laptop.call("PUT", "/links/" + LINK).expectStatus().isNoContent();
    var sealed = Json.base64(CANARY.getBytes(StandardCharsets.UTF_8));
    var first = "/links/" + LINK + "/messages/1";
    phone.call("PUT", first, Map.of("sealed", sealed)).expectStatus().isNoContent();
    refused(phone.call("PUT", first, Map.of("sealed", "AAAA")), 409, "conflict");
    refused(laptop.call("PUT", first, Map.of("sealed", CANARY + "=")), 400, "validation-failed");
  }
}
