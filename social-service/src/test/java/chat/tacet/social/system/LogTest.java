package chat.tacet.social.system;

import static chat.tacet.social.testing.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import chat.tacet.social.testing.Json;
import chat.tacet.social.testing.Person;
import chat.tacet.social.testing.Town;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LogTest {

  private static final String CANARY = "kanarienvogel";
  private static final String ADDRESS = "203.0.113.77";
  private static final UUID LINK = UUID.randomUUID();

  private final Logger root =
      ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger(Logger.ROOT_LOGGER_NAME);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  @Test
  void logsHoldNothingOfWhatPeopleDo() {
    try (var town = Town.open()) {
      // Only now: a starting service sets up logging anew.
      lines.start();
      root.addAppender(lines);
      var alice = town.person(CANARY);
      var bob = town.person("bob" + CANARY);
      alice.publishDevices();
      alice.befriend(bob);
      alice.call("PUT", "/profile", Person.profile(CANARY)).expectStatus().isOk();
      refused(alice.ask(bob, UUID.randomUUID()), 409, "already-friends");
      refused(alice.call("PUT", "/profile", Map.of(CANARY, CANARY)), 400, "validation-failed");
      // The database names the duplicate value in its own message.
      refused(
          town.namesake(alice).call("PUT", "/profile", Person.profile(CANARY)), 409, "conflict");
      linkADevice(alice);
      town.stopRedis();
      alice.call("DELETE", "/friends/" + bob.id()).expectStatus().isNoContent();
      await().until(() -> lines.list.stream().anyMatch(line -> line.getLevel() == Level.WARN));
      town.endAccount(alice);

      root.detachAppender(lines);
      assertThat(lines.list)
          .isNotEmpty()
          .allSatisfy(line ->
              assertThat(line.getFormattedMessage())
                  .doesNotContainIgnoringCase(CANARY)
                  .doesNotContain(alice.id().toString(), bob.id().toString())
                  .doesNotContain(alice.device().id().toString())
                  .doesNotContain(LINK.toString(), ADDRESS));
    }
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
