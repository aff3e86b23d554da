package chat.tacet.auth.story;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.kit.testing.TestRedis;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** New passwords, and accounts that end. */
@ParameterizedClass
@EnumSource(Database.class)
class LeavingStoryTest {

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
  void aNewPasswordEndsTheOtherLoginsAndTheOldKeyOpensNothing() {
    Person alice = Person.called("alice");
    var laptop = new Device(auth, alice).signedIn();
    var phone = new Device(auth, alice).signedIn();
    String newKey = Person.random(32);
    Map<String, Object> change = change(alice.authenticationKey, newKey);

    assertThat(laptop.put("/api/v1/auth/password", change).status()).isEqualTo(204);
    assertThat(laptop.put("/api/v1/auth/password", change).status())
        .as("once more, after a lost answer")
        .isEqualTo(204);

    assertThat(phone.refresh().problem()).isEqualTo("login-ended");
    assertThat(laptop.refresh().status()).isEqualTo(200);
    assertThat(phone.login().problem()).isEqualTo("wrong-credentials");
    assertThat(phone.login(newKey).status()).isEqualTo(200);
    assertThat(phone.post("/api/v1/auth/prelogin", Map.of("username", alice.username)).at("$.salt"))
        .isEqualTo(change.get("salt"));
  }

  @Test
  void theOldKeyIsNeededForANewOne() {
    var laptop = new Device(auth, Person.called("alice")).signedIn();
    var change = change(Person.random(32), Person.random(32));
    assertThat(laptop.put("/api/v1/auth/password", change).problem())
        .isEqualTo("wrong-credentials");
    change.put("rounds", 1000);
    assertThat(laptop.put("/api/v1/auth/password", change).problem()).isEqualTo("rounds-too-low");
  }

  @Test
  void deletingNeedsThePasswordEndsEverythingAndTellsTheOthers() {
    Person alice = Person.called("alice");
    var laptop = new Device(auth, alice).signedIn();
    var phone = new Device(auth, alice).signedIn();
    assertThat(
            laptop
                .post("/api/v1/auth/account/delete", Map.of("authenticationKey", Person.random(32)))
                .problem())
        .isEqualTo("wrong-credentials");

    assertThat(
            laptop
                .post(
                    "/api/v1/auth/account/delete",
                    Map.of("authenticationKey", alice.authenticationKey))
                .status())
        .isEqualTo(204);

    assertThat(phone.refresh().problem()).isEqualTo("login-ended");
    assertThat(stateOf(alice)).as("why").isEqualTo("deleted");
    assertThat(phone.login().problem()).isEqualTo("wrong-credentials");
    assertThat(phone.signUp().problem())
        .as("its id is never given out again")
        .isEqualTo("conflict");
    Eventually.holds(() ->
        assertThat(phone.post("/api/v1/auth/tickets", null).problem()).isEqualTo("login-ended"));
    expectAnnounced(alice);
    assertThat(new Device(auth, Person.named(alice.username)).signUp().status())
        .as("the name is free again")
        .isEqualTo(201);
  }

  /** Whoever changed it, since somebody else knew it, keeps the account. */
  @Test
  void thePasswordThatDeletesIsTheOneOfThatMoment() {
    for (int i = 0; i < 8; i++) {
      Person alice = Person.called("alice");
      var laptop = new Device(auth, alice).signedIn();
      var thief = new Device(auth, alice).signedIn();
      var key = Map.<String, Object>of("authenticationKey", alice.authenticationKey);
      var change = change(alice.authenticationKey, Person.random(32));

      var deleting =
          CompletableFuture.supplyAsync(() -> thief.post("/api/v1/auth/account/delete", key));
      int changed = laptop.put("/api/v1/auth/password", change).status();
      int deleted = deleting.join().status();

      assertThat(changed == 204 && deleted == 204).as("changed and deleted all the same").isFalse();
    }
  }

  @Test
  void anAccountThatWasNeverCompletedGoesAfterADay() {
    Person alice = Person.called("alice");
    Person bob = Person.called("bob");
    var unfinished = new Device(auth, alice).signedIn();
    var finished = new Device(auth, bob).signedIn();
    finished.post("/api/v1/auth/account/complete", null);

    RunningAuth.CLOCK.advance(Duration.ofHours(25));
    auth.sweepHalfMadeAccounts();

    assertThat(unfinished.login().problem()).isEqualTo("wrong-credentials");
    assertThat(finished.login().status()).isEqualTo(200);
    expectAnnounced(alice);
  }

  @Test
  void whoseLoginWasOnlyEndedLives() {
    Person alice = Person.called("alice");
    var laptop = new Device(auth, alice).signedIn();
    laptop.post("/api/v1/auth/logout-everywhere", null);
    assertThat(stateOf(alice)).isEqualTo("living");
    assertThat(laptop.get("/api/v1/auth/accounts/" + UUID.randomUUID()).problem())
        .isEqualTo("not-found");
    assertThat(laptop.get("/api/v1/auth/accounts/nonsense").status()).isEqualTo(400);
  }

  /** As anybody may ask who knows the id, without a login. */
  private static String stateOf(Person person) {
    return new Device(auth, person).get("/api/v1/auth/accounts/" + person.accountId).at("$.state");
  }

  private static Map<String, Object> change(String current, String next) {
    var change = new LinkedHashMap<String, Object>();
    change.put("currentAuthenticationKey", current);
    change.put("salt", Person.random(16));
    change.put("rounds", 1_000_000);
    change.put("authenticationKey", next);
    return change;
  }

  private static void expectAnnounced(Person person) {
    try (var client = RedisClient.create(TestRedis.shared().url());
        var redis = client.connect()) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() ->
              assertThat(redis.sync().xrange("auth:accounts", Range.unbounded()))
                  .extracting(entry -> entry.getBody())
                  .contains(Map.of("event", "deleted", "accountId", person.accountId.toString())));
    }
  }
}
