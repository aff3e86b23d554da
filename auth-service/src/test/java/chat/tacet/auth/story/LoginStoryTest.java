package chat.tacet.auth.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.r2dbc.core.DatabaseClient;

@ParameterizedClass
@EnumSource(Database.class)
class LoginStoryTest {

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
  void wrongKeyAndUnknownNameLookTheSame() {
    Person alice = Person.called("alice");
    var laptop = new Device(auth, alice);
    laptop.signUp();
    var wrong = laptop.login(Person.random(32));
    var unknown = new Device(auth, Person.called("nobody")).login();

    assertThat(wrong.problem()).isEqualTo("wrong-credentials");
    assertThat(unknown.status()).isEqualTo(401);
    assertThat(unknown.body()).isEqualTo(wrong.body());
  }

  @Test
  void theNameMayBeTypedInAnyCase() {
    Person alice = Person.called("Alice");
    new Device(auth, alice).signUp();
    Person shouting = Person.named(alice.username.toUpperCase(java.util.Locale.ROOT));
    shouting.authenticationKey = alice.authenticationKey;
    var login = new Device(auth, shouting).login();
    assertThat(login.status()).isEqualTo(200);
    assertThat(login.at("$.username")).isEqualTo(alice.username);
  }

  @Test
  void aliceSeesHerLoginsAndEndsTheOneOnTheLostPhone() {
    Person alice = Person.called("alice");
    var laptop = new Device(auth, alice).signedIn();
    var phone = new Device(auth, alice).signedIn();

    var list = laptop.get("/api/v1/auth/login-sessions");
    assertThat(list.at("$.loginSessions.length()")).isEqualTo("2");
    assertThat(list.at("$.loginSessions[?(@.current == true)].deviceId"))
        .contains(laptop.id.toString())
        .doesNotContain(phone.id.toString());
    assertThat(list.at("$.loginSessions[0].userAgent")).isEqualTo("Alice's browser");

    String path = "/api/v1/auth/login-sessions/" + phone.loginSessionId;
    assertThat(laptop.delete(path).status()).isEqualTo(204);
    assertThat(laptop.delete(path).problem()).isEqualTo("not-found");
    assertThat(phone.refresh().problem()).isEqualTo("login-ended");
    Eventually.holds(() ->
        assertThat(phone.get("/api/v1/auth/login-sessions").problem()).isEqualTo("login-ended"));
    assertThat(laptop.get("/api/v1/auth/login-sessions").status()).isEqualTo(200);
  }

  @Test
  void nobodyEndsTheLoginsOfOthers() {
    var alice = new Device(auth, Person.called("alice")).signedIn();
    var mallory = new Device(auth, Person.called("mallory")).signedIn();
    String path = "/api/v1/auth/login-sessions/" + alice.loginSessionId;
    assertThat(mallory.delete(path).problem()).isEqualTo("not-found");
    assertThat(alice.refresh().status()).isEqualTo(200);
  }

  @Test
  void nobodySignsInWithTheDeviceOfAnother() {
    Person alice = Person.called("alice");
    var hers = new Device(auth, alice).signedIn();
    Person mallory = Person.called("mallory");
    new Device(auth, mallory).signUp();

    var stolen =
        hers.post(
            "/api/v1/auth/login",
            Map.of(
                "username",
                mallory.username,
                "authenticationKey",
                mallory.authenticationKey,
                "deviceId",
                hers.id.toString()));

    assertThat(stolen.problem()).isEqualTo("device-taken");
  }

  @Test
  void signingInAgainOnTheSameDeviceReplacesItsLogin() {
    var laptop = new Device(auth, Person.called("alice")).signedIn();
    String first = laptop.loginSessionId;
    laptop.login();
    var list = laptop.get("/api/v1/auth/login-sessions");
    assertThat(list.at("$.loginSessions.length()")).isEqualTo("1");
    assertThat(list.at("$.loginSessions[0].id")).isNotEqualTo(first);
  }

  @Test
  void signingOutEndsTheLoginAndClearsTheCookie() {
    var laptop = new Device(auth, Person.called("alice")).signedIn();
    var out = laptop.post("/api/v1/auth/logout", null);
    assertThat(out.status()).isEqualTo(204);
    assertThat(out.headers().getFirst("Set-Cookie"))
        .startsWith("__Host-tacet-refresh=;")
        .contains("Max-Age=0", "HttpOnly", "Secure", "SameSite=Strict", "Path=/");
    assertThat(laptop.refresh().problem()).isEqualTo("login-ended");

    laptop.accessToken = null;
    assertThat(laptop.post("/api/v1/auth/logout", null).status()).isEqualTo(204);
    laptop.cookie = null;
    assertThat(laptop.post("/api/v1/auth/logout", null).problem()).isEqualTo("unauthenticated");
  }

  @Test
  void signingOutEverywhereEndsEverything() {
    Person alice = Person.called("alice");
    var laptop = new Device(auth, alice).signedIn();
    var phone = new Device(auth, alice).signedIn();
    assertThat(phone.post("/api/v1/auth/logout-everywhere", null).status()).isEqualTo(204);
    assertThat(laptop.refresh().problem()).isEqualTo("login-ended");
    assertThat(phone.refresh().problem()).isEqualTo("login-ended");
    Eventually.holds(() ->
        assertThat(laptop.post("/api/v1/auth/tickets", null).problem()).isEqualTo("login-ended"));
  }

  @Test
  void thirtyTwoLoginsAreKeptAndTheLeastUsedGivesWay() {
    Person alice = Person.called("alice");
    var first = new Device(auth, alice).signedIn();
    var others = new ArrayList<Device>();
    for (int i = 0; i < 32; i++) {
      others.add(new Device(auth, alice));
      others.getLast().login();
    }
    assertThat(first.refresh().problem()).isEqualTo("login-ended");
    assertThat(others.getFirst().refresh().status()).isEqualTo(200);
    assertThat(others.getLast().get("/api/v1/auth/login-sessions").at("$.loginSessions.length()"))
        .isEqualTo("32");
    assertThat(knownDevicesOf(alice))
        .as("the devices that signed in before, too")
        .hasSize(32)
        .doesNotContain(first.id.toString());
  }

  private static List<String> knownDevicesOf(Person person) {
    return Objects.requireNonNull(
        auth.bean(DatabaseClient.class)
            .sql("SELECT device_id FROM known_device WHERE account_id = :id")
            .bind("id", person.accountId.toString())
            .map(row -> Objects.requireNonNull(row.get("device_id", String.class)))
            .all()
            .collectList()
            .block());
  }

  @Test
  void theDeviceCookieOutlivesTheLoginAndNoScriptReadsIt() {
    var laptop = new Device(auth, Person.called("alice"));
    laptop.signUp();
    assertThat(laptop.login().headers().getOrEmpty("Set-Cookie"))
        .hasSize(2)
        .last()
        .asString()
        .startsWith("__Host-tacet-device=")
        .contains("Max-Age=34560000", "HttpOnly", "Secure", "SameSite=Strict", "Path=/");
    assertThat(laptop.post("/api/v1/auth/logout", null).headers().getOrEmpty("Set-Cookie"))
        .singleElement()
        .asString()
        .startsWith("__Host-tacet-refresh=;");
  }

  @Test
  void theCookieWorksOnlyForOurOwnPage() {
    var laptop = new Device(auth, Person.called("alice")).signedIn();
    for (var foreign : new String[][] {{"Tacet-Client", "2"}, {"Origin", "https://evil.example"}}) {
      auth.client()
          .post()
          .uri("/api/v1/auth/token")
          .header("Tacet-Client", "1")
          .header("Cookie", Device.COOKIE + "=" + laptop.cookie)
          .headers(headers -> headers.set(foreign[0], foreign[1]))
          .exchange()
          .expectStatus()
          .isForbidden()
          .expectBody()
          .jsonPath("$.code")
          .isEqualTo("forbidden");
    }
    assertThat(laptop.refresh().status()).isEqualTo(200);
  }

  @Test
  void withoutATokenNothingPersonalAnswers() {
    var stranger = new Device(auth, Person.called("stranger"));
    assertThat(stranger.post("/api/v1/auth/tickets", null).problem()).isEqualTo("unauthenticated");
    assertThat(stranger.get("/api/v1/auth/login-sessions").problem()).isEqualTo("unauthenticated");
    assertThat(stranger.delete("/api/v1/auth/login-sessions/" + UUID.randomUUID()).problem())
        .isEqualTo("unauthenticated");
    assertThat(stranger.refresh().problem()).isEqualTo("login-ended");
  }
}
