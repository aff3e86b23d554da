package chat.tacet.auth.story;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.auth.story.Device.Answer;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.r2dbc.core.DatabaseClient;

/** Where only who has an invitation may sign up. */
@ParameterizedClass
@EnumSource(Database.class)
class InvitationStoryTest {

  @Parameter Database database = Database.SQLITE;

  @SuppressWarnings("NullAway.Init")
  private static Office office;

  @BeforeParameterizedClassInvocation
  static void start(Database database) {
    office = Office.on(database);
    assertThat(mode()).isEqualTo("open");
    office.has("registration", "{\"mode\":\"invite-only\"}");
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    office.close();
  }

  @Test
  void aFormCanAskWhetherOneIsNeeded() {
    assertThat(mode()).isEqualTo("invite-only");
    assertThat(office.isRefused("registration", "{\"mode\":\"closed\"}"))
        .isEqualTo("validation-failed");
    assertThat(mode()).isEqualTo("invite-only");
  }

  @Test
  void nobodyComesInWithoutOneOrWithOneMadeUp() {
    Person mallory = Person.called("mallory");
    assertThat(new Device(office.auth, mallory).signUp().problem()).isEqualTo("invitation-needed");
    for (String madeUp : List.of("", " ")) {
      assertThat(signUp(mallory, madeUp).problem()).isEqualTo("invitation-needed");
    }
    for (String madeUp : List.of("x", "ABCDE-ABCDE-ABCDE-ABCDE", "0".repeat(20))) {
      assertThat(signUp(mallory, madeUp).problem()).isEqualTo("invitation-invalid");
    }
    assertThat(signUp(mallory, "A".repeat(65)).problem()).isEqualTo("validation-failed");
  }

  @Test
  void aliceComesInHoweverSheTypesItAndNobodyAfterHer() {
    String code = invite("{}");
    Person alice = Person.called("alice");

    String typed = " " + code.toLowerCase(Locale.ROOT).replace('-', ' ');
    assertThat(signUp(alice, typed).status()).isEqualTo(201);
    assertThat(signUp(alice, code).status()).as("again, after a lost answer").isEqualTo(200);
    assertThat(new Device(office.auth, alice).login().status()).isEqualTo(200);

    assertThat(signUp(Person.called("mallory"), code).problem()).isEqualTo("invitation-invalid");
  }

  @Test
  void aNameThatIsTakenUsesNothingUp() {
    String code = invite("{}");
    Person alice = Person.called("alice");
    assertThat(signUp(alice, invite("{}")).status()).isEqualTo(201);

    assertThat(signUp(Person.named(alice.username), code).problem()).isEqualTo("username-taken");
    assertThat(signUp(Person.called("bob"), code).status()).isEqualTo(201);
  }

  @Test
  void ofTenAtOnceAsManyComeInAsWereInvited() throws Exception {
    String code = invite("{\"uses\":3}");
    try (var people = Executors.newFixedThreadPool(10)) {
      var tries =
          people.invokeAll(
              IntStream.range(0, 10)
                  .<Callable<Answer>>mapToObj(i -> () -> signUp(Person.called("guest"), code))
                  .toList());
      int in = 0;
      for (var each : tries) {
        Answer answer = each.get();
        in += answer.status() == 201 ? 1 : 0;
        assertThat(answer.problem()).isIn("", "invitation-invalid");
      }
      assertThat(in).isEqualTo(3);
    }
  }

  @Test
  void oneThatExpiredOrWasRevokedIsGoodForNothing() {
    String old = invite("{\"days\":1}");
    String revoked = invite("{\"uses\":5}");
    String id = office.all("invitations", "{}", "invitations[?(@.maxUses==5)].id").getFirst();
    office.has("revoke-invitation", "{\"id\":\"" + id + "\"}");
    assertThat(office.isRefused("revoke-invitation", "{\"id\":\"" + id + "\"}"))
        .isEqualTo("not-found");
    assertThat(signUp(Person.called("mallory"), revoked).problem()).isEqualTo("invitation-invalid");

    RunningAuth.CLOCK.advance(Duration.ofDays(1));

    assertThat(signUp(Person.called("mallory"), old).problem()).isEqualTo("invitation-invalid");
  }

  @Test
  void oneWhoNeverCameBackToCompleteTheAccountGivesItBackOnce() throws Exception {
    String code = invite("{\"days\":30,\"uses\":2}");
    Person alice = Person.called("alice");
    signUp(alice, code);
    var browser = new Device(office.auth, alice);
    browser.login();
    browser.post("/api/v1/auth/account/complete", null);
    assertThat(signUp(Person.called("ghost"), code).status()).isEqualTo(201);
    assertThat(signUp(Person.called("bob"), code).problem()).isEqualTo("invitation-invalid");

    RunningAuth.CLOCK.advance(Duration.ofHours(25));
    // As several nodes do it at once.
    try (var nodes = Executors.newFixedThreadPool(4)) {
      for (var swept :
          nodes.invokeAll(
              Collections.nCopies(4, Executors.callable(office.auth::sweepHalfMadeAccounts)))) {
        swept.get();
      }
    }

    assertThat(signUp(Person.called("bob"), code).status()).isEqualTo(201);
    assertThat(signUp(Person.called("carol"), code).problem()).isEqualTo("invitation-invalid");
  }

  @Test
  void nobodyFindsACodeInTheDatabaseNorWhoCameByWhich() {
    String code = invite("{}");
    Person alice = Person.called("alice");
    signUp(alice, code);
    var browser = new Device(office.auth, alice);
    browser.login();
    browser.post("/api/v1/auth/account/complete", null);

    var client = office.auth.bean(DatabaseClient.class);
    var rows =
        Objects.requireNonNull(
            client.sql("SELECT * FROM invitation").fetch().all().collectList().block());
    assertThat(rows).isNotEmpty();
    assertThat(rows.toString()).doesNotContain(code, code.replace("-", ""));
    var account =
        Objects.requireNonNull(
            client
                .sql("SELECT invitation_id FROM account WHERE id = '" + alice.accountId + "'")
                .fetch()
                .one()
                .block());
    assertThat(account.get("invitation_id")).isNull();
    assertThat(office.says("{\"command\":\"invitations\"}\n")).doesNotContain(code);
  }

  @Test
  void aVariableOfTheOperatorDecidesAndNoAdministrator() {
    var fixed = Map.<String, Object>of("tacet.auth.registration", "invite-only");
    try (var strict = Office.with(database, fixed)) {
      assertThat(strict.isRefused("registration", "{\"mode\":\"open\"}")).isEqualTo("conflict");
      assertThat(new Device(strict.auth, Person.called("mallory")).signUp().problem())
          .isEqualTo("invitation-needed");
    }
  }

  private static String mode() {
    return new Device(office.auth, Person.called("x"))
        .get("/api/v1/auth/registration")
        .at("$.mode");
  }

  private static String invite(String with) {
    return office.asks("invite", with, "code");
  }

  private static Answer signUp(Person person, String code) {
    return new Device(office.auth, person)
        .put("/api/v1/auth/accounts/" + person.accountId, person.signUpWith("invitation", code));
  }
}
