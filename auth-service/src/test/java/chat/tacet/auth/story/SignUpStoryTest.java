package chat.tacet.auth.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@EnumSource(Database.class)
class SignUpStoryTest {

  @Parameter Database database = Database.SQLITE;

  @SuppressWarnings("NullAway.Init")
  private static RunningAuth auth;

  @BeforeParameterizedClassInvocation
  static void start(Database database) {
    auth = RunningAuth.on(database);
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    auth.close();
  }

  @Test
  void aliceSignsUpSignsInCompletesAndGetsATicket() {
    Person alice = Person.called("Alice");
    var browser = new Device(auth, alice);

    var created = browser.signUp();
    assertThat(created.status()).isEqualTo(201);
    assertThat(created.at("$.accountId")).isEqualTo(alice.accountId.toString());
    assertThat(created.at("$.username")).isEqualTo(alice.username);

    var login = browser.login();
    assertThat(login.status()).isEqualTo(200);
    assertThat(login.at("$.complete")).isEqualTo("false");
    assertThat(login.at("$.expiresInMs")).isEqualTo("600000");

    assertThat(browser.post("/api/v1/auth/account/complete", null).status()).isEqualTo(204);
    assertThat(browser.post("/api/v1/auth/account/complete", null).status()).isEqualTo(204);
    var refreshed = browser.refresh();
    assertThat(refreshed.at("$.complete")).isEqualTo("true");
    assertThat(refreshed.at("$.username")).isEqualTo(alice.username);

    var ticket = browser.post("/api/v1/auth/tickets", null);
    assertThat(ticket.at("$.expiresInMs")).isEqualTo("30000");
    assertThat(ticket.at("$.ticket")).contains(".");
  }

  @Test
  void aLostAnswerIsRepairedByAskingAgain() {
    Person alice = Person.called("alice");
    var browser = new Device(auth, alice);
    assertThat(browser.signUp().status()).isEqualTo(201);
    assertThat(browser.signUp().status()).isEqualTo(200);
  }

  @Test
  void sameIdForSomethingElseIsAConflict() {
    Person alice = Person.called("alice");
    var browser = new Device(auth, alice);
    browser.signUp();
    String path = "/api/v1/auth/accounts/" + alice.accountId;
    assertThat(
            browser.put(path, alice.signUpWith("authenticationKey", Person.random(32))).problem())
        .isEqualTo("conflict");
    assertThat(browser.put(path, alice.signUpWith("salt", Person.random(16))).problem())
        .isEqualTo("conflict");
    assertThat(browser.put(path, alice.signUpWith("username", "other.name")).problem())
        .isEqualTo("conflict");
  }

  @Test
  void aNameIsTakenHoweverItIsSpelled() {
    Person alice = Person.called("alice");
    new Device(auth, alice).signUp();
    var mallory = new Device(auth, Person.named("\uff21" + alice.username.substring(1)));
    assertThat(mallory.signUp().problem()).isEqualTo("username-taken");
    assertThat(mallory.get("/api/v1/auth/usernames/" + alice.username).body())
        .contains("\"available\":false", "taken");
  }

  @ParameterizedTest
  @CsvSource({
    "support,reserved",
    "1st,invalid",
    "ab,invalid",
    "a..b,invalid",
    "\u0430lice,invalid"
  })
  void namesThatNobodyGetsSayWhy(String name, String reason) {
    var browser = new Device(auth, Person.named(name));
    var answer = browser.get("/api/v1/auth/usernames/" + name);
    assertThat(answer.at("$.available")).isEqualTo("false");
    assertThat(answer.at("$.reason")).isEqualTo(reason);
    assertThat(browser.signUp().problem()).isEqualTo("username-invalid");
  }

  @Test
  void aFreeNameIsAvailable() {
    var answer = new Device(auth, Person.called("x")).get("/api/v1/auth/usernames/free_name.1");
    assertThat(answer.body()).isEqualTo("{\"username\":\"free_name.1\",\"available\":true}");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 999_999})
  void tooFewRoundsAreRefused(long rounds) {
    Person alice = Person.called("alice");
    var answer =
        new Device(auth, alice)
            .put("/api/v1/auth/accounts/" + alice.accountId, alice.signUpWith("rounds", rounds));
    assertThat(answer.problem()).isEqualTo("rounds-too-low");
  }

  @Test
  void preloginTellsNotWhoExists() {
    Person alice = Person.called("Alice");
    var browser = new Device(auth, alice);
    var nobody = Map.of("username", "nobody." + UUID.randomUUID());
    var fake = browser.post("/api/v1/auth/prelogin", nobody);
    assertThat(browser.post("/api/v1/auth/prelogin", nobody).body()).isEqualTo(fake.body());

    browser.signUp();
    var real =
        browser.post(
            "/api/v1/auth/prelogin",
            Map.of("username", alice.username.toUpperCase(java.util.Locale.ROOT)));
    assertThat(real.at("$.salt")).isEqualTo(alice.salt);
    assertThat(real.at("$.rounds")).isEqualTo(fake.at("$.rounds"));
    assertThat(fake.at("$.salt")).hasSameSizeAs(alice.salt);
  }
}
