package chat.tacet.auth.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.http.MediaType;

/** Guessing and flooding, from one address or from many. */
@ParameterizedClass
@EnumSource(Database.class)
class ThrottleStoryTest {

  @Parameter Database database = Database.SQLITE;

  @Test
  void guessingAtANameStopsWhereverItComesFrom() {
    try (var auth = RunningAuth.on(database, RunningAuth.limit("login-by-account", 3, "1h"))) {
      Person alice = Person.called("alice");
      var laptop = new Device(auth, alice);
      laptop.signUp();
      for (Person target : new Person[] {alice, Person.called("nobody")}) {
        for (int guess = 0; guess < 3; guess++) {
          assertThat(guess(auth, target, "192.0.2." + guess)).isEqualTo(401);
        }
        assertThat(guess(auth, target, "192.0.2.9")).isEqualTo(429);
      }
      var refused = laptop.login();
      assertThat(refused.problem()).isEqualTo("rate-limited");
      assertThat(refused.headers().getFirst("Retry-After")).matches("\\d+");
      assertThat(Long.parseLong(refused.at("$.retryAfterMs"))).isBetween(1L, 3_600_000L);
    }
  }

  @Test
  void repeatingASignUpIsNoOtherWayToGuess() {
    try (var auth = RunningAuth.on(database, RunningAuth.limit("login-by-account", 3, "1h"))) {
      Person alice = Person.called("alice");
      var laptop = new Device(auth, alice);
      laptop.signUp();
      assertThat(laptop.signUp().status()).isEqualTo(200);
      String path = "/api/v1/auth/accounts/" + alice.accountId;
      for (int guess = 0; guess < 3; guess++) {
        var wrong = alice.signUpWith("authenticationKey", Person.random(32));
        assertThat(laptop.put(path, wrong).problem()).isEqualTo("conflict");
      }
      assertThat(laptop.signUp().problem()).isEqualTo("rate-limited");
      assertThat(laptop.login().problem()).isEqualTo("rate-limited");
    }
  }

  @Test
  void rightPasswordsDoNotCountAsGuesses() {
    try (var auth = RunningAuth.on(database, RunningAuth.limit("login-by-account", 2, "1h"))) {
      var laptop = new Device(auth, Person.called("alice")).signedIn();
      for (int i = 0; i < 5; i++) {
        assertThat(laptop.login().status()).isEqualTo(200);
      }
    }
  }

  @Test
  void anAddressHasItsOwnLimitAndAHouseholdSharesIt() {
    try (var auth = RunningAuth.on(database, RunningAuth.limit("login-by-address", 2, "1h"))) {
      assertThat(guess(auth, Person.called("a"), "2001:db8:1:2::1")).isEqualTo(401);
      assertThat(guess(auth, Person.called("b"), "2001:db8:1:2:ffff::2")).isEqualTo(401);
      assertThat(guess(auth, Person.called("c"), "2001:db8:1:2:3::3")).isEqualTo(429);
      assertThat(guess(auth, Person.called("d"), "2001:db8:1:3::1")).isEqualTo(401);
      assertThat(guess(auth, Person.called("e"), "not an address")).isEqualTo(401);
    }
  }

  @Test
  void signUpPreloginNamesAndRefreshAreLimited() {
    var limits = new HashMap<String, Object>();
    for (String name : new String[] {"sign-up", "prelogin", "usernames", "refresh"}) {
      limits.putAll(RunningAuth.limit(name, 1, "1h"));
    }
    try (var auth = RunningAuth.on(database, limits)) {
      var laptop = new Device(auth, Person.called("alice"));
      assertThat(laptop.signUp().status()).isEqualTo(201);
      assertThat(laptop.signUp().problem()).isEqualTo("rate-limited");
      Map<String, Object> who = Map.of("username", "alice");
      assertThat(laptop.post("/api/v1/auth/prelogin", who).status()).isEqualTo(200);
      assertThat(laptop.post("/api/v1/auth/prelogin", who).problem()).isEqualTo("rate-limited");
      assertThat(laptop.get("/api/v1/auth/usernames/bob").status()).isEqualTo(200);
      assertThat(laptop.get("/api/v1/auth/usernames/bob").problem()).isEqualTo("rate-limited");
      laptop.login();
      assertThat(laptop.refresh().status()).isEqualTo(200);
      assertThat(laptop.refresh().problem()).isEqualTo("rate-limited");
    }
  }

  @Test
  void wrongRecoveryPhrasesAreLimitedByAccountAndAllByAddress() {
    for (String name : new String[] {"recovery-by-account", "recovery-by-address"}) {
      try (var auth = RunningAuth.on(database, RunningAuth.limit(name, 2, "1h"))) {
        Person alice = Person.called("alice");
        var laptop = new Device(auth, alice).signedIn();
        var key = Map.<String, Object>of("recoveryAuthenticationKey", Person.random(32));
        var phrase = new HashMap<>(key);
        phrase.put("currentAuthenticationKey", alice.authenticationKey);
        phrase.put("record", Person.random(105));
        laptop.put("/api/v1/auth/recovery", phrase);
        String open = "/api/v1/auth/recovery/open";
        assertThat(laptop.post(open, key).status()).isEqualTo(200);
        assertThat(laptop.post(open, key).status()).isEqualTo(200);
        int rightOnes = name.equals("recovery-by-account") ? 200 : 429;
        assertThat(laptop.post(open, key).status()).as(name).isEqualTo(rightOnes);
        var wrong = Map.of("recoveryAuthenticationKey", Person.random(32));
        laptop.post(open, wrong);
        laptop.post(open, wrong);
        assertThat(laptop.post(open, wrong).problem()).isEqualTo("rate-limited");
      }
    }
  }

  @Test
  void recoveryIsNoOtherWayToGuessThePassword() {
    try (var auth = RunningAuth.on(database, RunningAuth.limit("login-by-device", 2, "1h"))) {
      Person alice = Person.called("alice");
      var laptop = new Device(auth, alice).signedIn();
      for (String answer :
          new String[] {"wrong-credentials", "wrong-credentials", "rate-limited"}) {
        var guess = Map.of("authenticationKey", Person.random(32));
        assertThat(laptop.post("/api/v1/auth/recovery/delete", guess).problem()).isEqualTo(answer);
      }
    }
  }

  private static int guess(RunningAuth auth, Person target, String address) {
    return auth.client()
        .post()
        .uri("/api/v1/auth/login")
        .header("X-Tacet-Client-Address", address)
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue(
            Map.of(
                "username",
                target.username,
                "authenticationKey",
                Person.random(32),
                "deviceId",
                "00000000-0000-4000-8000-000000000000"))
        .exchange()
        .returnResult(Void.class)
        .getStatus()
        .value();
  }
}
