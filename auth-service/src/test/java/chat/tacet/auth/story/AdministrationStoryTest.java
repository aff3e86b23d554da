package chat.tacet.auth.story;

import static chat.tacet.auth.story.Office.about;
import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.kit.testing.TestRedis;
import com.jayway.jsonpath.JsonPath;
import io.lettuce.core.RedisClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What an administrator does with accounts and keys. */
@ParameterizedClass
@EnumSource(Database.class)
@ExtendWith(OutputCaptureExtension.class)
class AdministrationStoryTest {

  /** The promise for every end of a login (contracts/events). */
  private static final Duration REVOKED_WITHIN = Duration.ofSeconds(5);

  @Parameter Database database = Database.SQLITE;

  @SuppressWarnings("NullAway.Init")
  private static Office office;

  @BeforeParameterizedClassInvocation
  static void start(Database database) {
    office = Office.on(database);
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    office.close();
  }

  @Test
  void somebodySuspendedIsOutAndComesBackOnlyWhenLetIn(CapturedOutput output) {
    Person alice = Person.called("alice");
    var laptop = new Device(office.auth, alice).signedIn();
    String login = laptop.get("/api/v1/auth/login-sessions").at("$.loginSessions[0].id");

    office.has("suspend", about(alice));
    office.has("suspend", about(alice));

    assertThat(laptop.refresh().problem()).isEqualTo("login-ended");
    assertThat(laptop.login().problem()).isEqualTo("account-suspended");
    assertThat(laptop.login(Person.random(32)).problem())
        .as("without the password nobody learns of it")
        .isEqualTo("wrong-credentials");
    awaitRevoked("sid:" + login);
    assertThat(laptop.get("/api/v1/auth/login-sessions").problem()).isEqualTo("login-ended");

    office.has("unsuspend", about(alice));

    assertThat(laptop.login().status()).isEqualTo(200);
    assertThat(laptop.get("/api/v1/auth/login-sessions").status())
        .as("the new login is good at once")
        .isEqualTo(200);
    assertThat(output.getAll())
        .contains("An administrator runs suspend")
        .doesNotContain(alice.username);
  }

  @Test
  void aProgramOfSomebodySuspendedOrSignedOutIsOutToo() {
    for (String command : List.of("suspend", "sign-out")) {
      Person alice = Person.called("alice");
      var laptop = new Device(office.auth, alice).signedIn();
      var echo = ProgramToken.of(laptop, alice);
      echo.make("mail:read");
      assertThat(echo.exchange().status()).isEqualTo(200);

      office.has(command, about(alice));

      assertThat(echo.exchange().problem()).as(command).isEqualTo("personal-token-invalid");
    }
  }

  @Test
  void somebodySignedOutSignsInAgain() {
    Person alice = Person.called("alice");
    var laptop = new Device(office.auth, alice).signedIn();
    var phone = new Device(office.auth, alice).signedIn();

    office.has("sign-out", "{\"account\":\"" + alice.accountId + "\"}");

    assertThat(laptop.refresh().problem()).isEqualTo("login-ended");
    assertThat(phone.refresh().problem()).isEqualTo("login-ended");
    assertThat(phone.login().status()).isEqualTo(200);
  }

  @Test
  void anAccountThatAnAdministratorDeletesIsGoneForEverybody() {
    Person alice = Person.called("alice");
    var laptop = new Device(office.auth, alice).signedIn();

    office.has("delete", about(alice));

    assertThat(office.isRefused("delete", about(alice))).isEqualTo("not-found");
    assertThat(laptop.login().problem()).isEqualTo("wrong-credentials");
    assertThat(laptop.get("/api/v1/auth/accounts/" + alice.accountId).at("$.state"))
        .isEqualTo("deleted");
    awaitRevoked("sub:" + alice.accountId);
  }

  @Test
  void theListTellsWhoIsThereAndOnlyTheDay() {
    Person alice = Person.called("alice");
    Person bob = Person.called("bob");
    new Device(office.auth, alice).signedIn();
    new Device(office.auth, bob).signUp();
    office.has("suspend", about(bob));

    String list = office.says("{\"command\":\"accounts\"}\n");
    String today = LocalDate.ofInstant(RunningAuth.CLOCK.instant(), ZoneOffset.UTC).toString();
    String entry = "$.answer.accounts[?(@.username=='%s')]";
    assertThat(JsonPath.<List<Object>>read(list, entry.formatted(alice.username)).toString())
        .contains("\"lastSeen\":\"" + today + "\"", "\"logins\":1", "\"suspended\":false");
    assertThat(JsonPath.<List<Object>>read(list, entry.formatted(bob.username)).toString())
        .contains("\"logins\":0", "\"suspended\":true")
        .doesNotContain("lastSeen\":\"2");
    assertThat(list)
        .doesNotContain("argon2", alice.authenticationKey, alice.salt, "Alice's browser");
  }

  @Test
  void manyAccountsComePageByPage() {
    Person alice = Person.called("page");
    Person bob = Person.called("page");
    new Device(office.auth, alice).signUp();
    new Device(office.auth, bob).signUp();
    List<String> first =
        office.all("accounts", "{\"after\":\"page\",\"limit\":1}", "accounts[*].key");
    String next = "{\"after\":\"%s\",\"limit\":1}".formatted(first.getFirst());
    List<String> second = office.all("accounts", next, "accounts[*].key");
    assertThat(List.of(first.getFirst(), second.getFirst()))
        .containsExactlyInAnyOrder(alice.username, bob.username);
  }

  @Test
  void aNewSigningKeyIsPublishedBeforeItSignsAndAtOnceIfTheOldOneIsLost() {
    var browser = new Device(office.auth, Person.called("alice")).signedIn();
    int before = published().size();
    long due = Long.parseLong(office.asks("rotate-keys", "{}", "useFrom"));
    assertThat(due).isGreaterThan(RunningAuth.CLOCK.millis());
    assertThat(Long.parseLong(office.asks("rotate-keys", "{}", "useFrom")))
        .as("again, after a lost answer")
        .isEqualTo(due);
    assertThat(published()).hasSize(before + 1);
    assertThat(browser.get("/api/v1/auth/login-sessions").status()).isEqualTo(200);

    office.has("rotate-keys", "{\"atOnce\":true}");

    assertThat(published()).hasSize(1);
    assertThat(browser.get("/api/v1/auth/login-sessions").problem()).isEqualTo("unauthenticated");
    assertThat(browser.refresh().status()).isEqualTo(200);
    assertThat(browser.get("/api/v1/auth/login-sessions").status()).isEqualTo(200);
  }

  @Test
  void whatIsNoCommandIsRefusedAndTheNextOneIsServed() {
    assertThat(office.says("\n")).contains("refusal");
    assertThat(office.says("[1\n")).contains("malformed-request");
    assertThat(office.says("{\"command\":7}\n")).contains("not-found");
    assertThat(office.says("{\"command\":\"suspend\"}\n")).contains("validation-failed");
    assertThat(office.says("{\"command\":\"suspend\",\"with\":{\"account\":[]}}\n"))
        .contains("validation-failed");
    assertThat(office.isRefused("suspend", "{\"account\":\"\\u0000\"}")).isEqualTo("not-found");
    assertThat(office.isRefused("accounts", "{\"limit\":501}")).isEqualTo("validation-failed");
    assertThat(office.says("x".repeat(60_000) + "\n")).contains("malformed-request");
    hangsUpOn("x".repeat(200_000));
    office.has("accounts", "{\"limit\":1}");
  }

  private static List<String> published() {
    return new Device(office.auth, Person.called("x"))
        .get("/api/v1/auth/jwks.json")
        .all("$.keys[*].kid");
  }

  /**
   * What is longer than any request is not read to its end; whether there is still an answer is
   * luck.
   */
  private static void hangsUpOn(String endless) {
    try {
      assertThat(office.says(endless)).contains("malformed-request");
    } catch (UncheckedIOException reset) {
      assertThat(reset).hasRootCauseInstanceOf(IOException.class);
    }
  }

  private static void awaitRevoked(String member) {
    try (var client = RedisClient.create(TestRedis.shared().url());
        var redis = client.connect()) {
      Awaitility.await()
          .atMost(REVOKED_WITHIN)
          .untilAsserted(() -> assertThat(redis.sync().zscore("auth:revoked", member)).isNotNull());
    }
  }
}
