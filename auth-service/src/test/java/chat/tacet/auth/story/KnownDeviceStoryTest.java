package chat.tacet.auth.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Mallory guesses wrongly on purpose, and whom that does not keep out. */
@ParameterizedClass
@EnumSource(Database.class)
class KnownDeviceStoryTest {

  private static final int TRIES = 3;

  @Parameter Database database = Database.SQLITE;

  @SuppressWarnings("NullAway.Init")
  private static RunningAuth auth;

  private final Person alice = Person.called("alice");
  private final Device laptop = new Device(auth, alice);

  @BeforeParameterizedClassInvocation
  static void start(Database database) {
    var limits = new HashMap<String, Object>();
    limits.putAll(RunningAuth.limit("login-by-account", TRIES, "1h"));
    limits.putAll(RunningAuth.limit("login-by-device", TRIES, "1h"));
    limits.putAll(RunningAuth.limit("login-by-address", 100_000, "1m"));
    auth = RunningAuth.start(database.newUrl(), limits);
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    auth.close();
  }

  @Test
  void aDeviceThatSignedInBeforeIsNotKeptOut() {
    laptop.signedIn();
    laptop.post("/api/v1/auth/logout", null);
    guessAsAStranger();

    assertThat(new Device(auth, alice).login().problem()).isEqualTo("rate-limited");
    assertThat(laptop.login().status()).isEqualTo(200);
    assertThat(laptop.login().status()).as("with the token of that sign-in").isEqualTo(200);
  }

  @Test
  void itHasTriesOfItsOwnAndNoMore() {
    laptop.signedIn();
    for (int guess = 0; guess < TRIES; guess++) {
      assertThat(laptop.login(Person.random(32)).problem()).isEqualTo("wrong-credentials");
    }

    assertThat(laptop.login().problem()).isEqualTo("rate-limited");
    assertThat(new Device(auth, alice).login().status())
        .as("it used up nobody else's")
        .isEqualTo(200);
  }

  @Test
  void whoeverIsSignedInProvesThePasswordWithTheTriesOfTheDevice() {
    laptop.signedIn();
    guessAsAStranger();

    assertThat(laptop.put("/api/v1/auth/password", change(Person.random(32))).problem())
        .isEqualTo("wrong-credentials");
    assertThat(laptop.put("/api/v1/auth/password", change(alice.authenticationKey)).status())
        .isEqualTo(204);
    var wrong = Map.of("authenticationKey", alice.authenticationKey);
    for (int guess = 1; guess < TRIES; guess++) {
      assertThat(laptop.post("/api/v1/auth/account/delete", wrong).problem())
          .isEqualTo("wrong-credentials");
    }
    assertThat(laptop.post("/api/v1/auth/account/delete", wrong).problem())
        .isEqualTo("rate-limited");
    assertThat(laptop.login().problem()).as("one allowance, one device").isEqualTo("rate-limited");
  }

  @Test
  void anotherAccountsTokenIsNone() {
    laptop.signedIn();
    guessAsAStranger();
    var mallorys = new Device(auth, Person.called("mallory")).signedIn();

    var atAlice = new Device(auth, alice);
    atAlice.deviceCookie = mallorys.deviceCookie;
    assertThat(atAlice.login().problem()).isEqualTo("rate-limited");
    atAlice.deviceCookie = "nonsense";
    assertThat(atAlice.login().problem()).isEqualTo("rate-limited");
  }

  @Test
  void aDeviceThatAliceSignedOutFromAfarIsAStranger() {
    laptop.signedIn();
    var phone = new Device(auth, alice).signedIn();
    laptop.delete("/api/v1/auth/login-sessions/" + phone.loginSessionId);
    guessAsAStranger();

    assertThat(phone.login().problem()).isEqualTo("rate-limited");
    assertThat(laptop.login().status()).isEqualTo(200);
  }

  @Test
  void aNewPasswordAndSigningOutEverywhereLeaveOneKnownDevice() {
    laptop.signedIn();
    var phone = new Device(auth, alice).signedIn();
    laptop.post("/api/v1/auth/logout-everywhere", null);
    laptop.login();
    var tablet = new Device(auth, alice).signedIn();
    laptop.put("/api/v1/auth/password", change(alice.authenticationKey));
    guessAsAStranger();

    assertThat(phone.login().problem()).isEqualTo("rate-limited");
    assertThat(tablet.login().problem()).isEqualTo("rate-limited");
    assertThat(laptop.login().problem()).as("the old password").isEqualTo("wrong-credentials");
  }

  private void guessAsAStranger() {
    var mallory = new Device(auth, alice);
    for (int guess = 0; guess < TRIES; guess++) {
      assertThat(mallory.login(Person.random(32)).problem()).isEqualTo("wrong-credentials");
    }
    assertThat(mallory.login(Person.random(32)).problem()).isEqualTo("rate-limited");
  }

  private static Map<String, Object> change(String current) {
    return Map.of(
        "currentAuthenticationKey",
        current,
        "salt",
        Person.random(16),
        "rounds",
        1_000_000,
        "authenticationKey",
        Person.random(32));
  }
}
