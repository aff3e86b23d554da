package chat.tacet.auth.story;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.auth.story.Device.Answer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.r2dbc.core.DatabaseClient;

/** The record behind a recovery phrase: who may put it, be given it and take it away. */
@ParameterizedClass
@EnumSource(Database.class)
class RecoveryStoryTest {

  private static final String RECOVERY = "/api/v1/auth/recovery";
  private static final String OPEN = RECOVERY + "/open";
  private static final String DELETE = RECOVERY + "/delete";

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
  @DisplayName("[RP-5] the record is given to a login that proves the phrase, and to nobody else")
  void passwordAndPhrase() {
    Person alice = Person.called("alice");
    var laptop = new Device(auth, alice).signedIn();
    assertThat(laptop.get(RECOVERY).at("$.exists")).isEqualTo("false");
    String key = Person.random(32);
    assertThat(open(laptop, key).problem()).isEqualTo("not-found");

    Map<String, Object> phrase = phrase(alice, key);
    assertThat(laptop.put(RECOVERY, phrase).status()).isEqualTo(204);

    var stranger = new Device(auth, Person.called("eve")).signedIn();
    assertThat(open(stranger, key).problem()).as("of her own account").isEqualTo("not-found");
    var nobody = new Device(auth, Person.called("nobody"));
    assertThat(open(nobody, key).problem()).isEqualTo("unauthenticated");
    var phone = new Device(auth, alice).signedIn();
    Answer wrong = open(phone, Person.random(32));
    assertThat(wrong.status()).isEqualTo(403);
    assertThat(wrong.problem()).isEqualTo("wrong-recovery-key");
    assertThat(open(phone, key).at("$.record")).isEqualTo(phrase.get("record"));
    assertThat(phone.get(RECOVERY).body()).doesNotContain("record");
  }

  @Test
  @DisplayName("[RP-6] a phrase takes the password to set, and ends the one before")
  void replaced() {
    Person alice = Person.called("alice");
    var laptop = new Device(auth, alice).signedIn();
    String first = Person.random(32);
    Map<String, Object> old = phrase(alice, first);
    laptop.put(RECOVERY, old);
    String since = laptop.get(RECOVERY).at("$.since");

    assertThat(laptop.put(RECOVERY, old).status())
        .as("once more, after a lost answer")
        .isEqualTo(204);
    assertThat(laptop.get(RECOVERY).at("$.since")).isEqualTo(since);

    String second = Person.random(32);
    Map<String, Object> next = phrase(alice, second);
    var guessed = new LinkedHashMap<>(next);
    guessed.put("currentAuthenticationKey", Person.random(32));
    assertThat(laptop.put(RECOVERY, guessed).problem()).isEqualTo("wrong-credentials");
    assertThat(open(laptop, first).at("$.record")).isEqualTo(old.get("record"));

    assertThat(laptop.put(RECOVERY, next).status()).isEqualTo(204);
    assertThat(open(laptop, first).problem()).isEqualTo("wrong-recovery-key");
    assertThat(open(laptop, second).at("$.record")).isEqualTo(next.get("record"));
    assertThat(Long.parseLong(laptop.get(RECOVERY).at("$.since")))
        .isGreaterThan(Long.parseLong(since));
  }

  @Test
  @DisplayName("[RP-6] a phrase outlives a new password, and goes when it is deleted")
  void deleted() {
    Person alice = Person.called("alice");
    var laptop = new Device(auth, alice).signedIn();
    String key = Person.random(32);
    laptop.put(RECOVERY, phrase(alice, key));
    String newKey = Person.random(32);
    laptop.put(
        "/api/v1/auth/password",
        Map.of(
            "currentAuthenticationKey",
            alice.authenticationKey,
            "salt",
            Person.random(16),
            "rounds",
            1_000_000,
            "authenticationKey",
            newKey));
    assertThat(open(laptop, key).status()).isEqualTo(200);
    assertThat(delete(laptop, alice.authenticationKey).problem()).isEqualTo("wrong-credentials");

    assertThat(delete(laptop, newKey).status()).isEqualTo(204);
    assertThat(delete(laptop, newKey).status()).as("once more").isEqualTo(204);

    assertThat(open(laptop, key).problem()).isEqualTo("not-found");
    assertThat(laptop.get(RECOVERY).at("$.exists")).isEqualTo("false");
  }

  @Test
  void nothingOfItOutlivesTheAccount() {
    Person alice = Person.called("alice");
    var laptop = new Device(auth, alice).signedIn();
    laptop.put(RECOVERY, phrase(alice, Person.random(32)));
    laptop.post(
        "/api/v1/auth/account/delete", Map.of("authenticationKey", alice.authenticationKey));
    assertThat(rowsOf(alice)).isZero();
  }

  @Test
  void whatIsNoKeyOrTooLongIsRefused() {
    Person alice = Person.called("alice");
    var laptop = new Device(auth, alice).signedIn();
    for (var nasty :
        Map.<String, Object>of(
                "currentAuthenticationKey", Person.random(31),
                "recoveryAuthenticationKey", Person.random(33),
                "record", Person.random(513))
            .entrySet()) {
      Map<String, Object> body = phrase(alice, Person.random(32));
      body.put(nasty.getKey(), nasty.getValue());
      assertThat(laptop.put(RECOVERY, body).problem()).isEqualTo("validation-failed");
    }
    assertThat(open(laptop, Person.random(16)).problem()).isEqualTo("validation-failed");
    assertThat(laptop.post(OPEN, Map.of()).problem()).isEqualTo("validation-failed");
    assertThat(laptop.put(RECOVERY, Map.of("record", Person.random(1_000_000))).problem())
        .isIn("payload-too-large", "validation-failed");
    assertThat(laptop.get(RECOVERY).at("$.exists")).isEqualTo("false");
  }

  private static Map<String, Object> phrase(Person person, String recoveryKey) {
    var body = new LinkedHashMap<String, Object>();
    body.put("currentAuthenticationKey", person.authenticationKey);
    body.put("recoveryAuthenticationKey", recoveryKey);
    body.put("record", Person.random(105));
    return body;
  }

  private static Answer open(Device device, String recoveryKey) {
    return device.post(OPEN, Map.of("recoveryAuthenticationKey", recoveryKey));
  }

  private static Answer delete(Device device, String authenticationKey) {
    return device.post(DELETE, Map.of("authenticationKey", authenticationKey));
  }

  private static long rowsOf(Person person) {
    return Objects.requireNonNull(
        auth.bean(DatabaseClient.class)
            .sql("SELECT COUNT(*) AS n FROM recovery WHERE account_id = :id")
            .bind("id", person.accountId.toString())
            .map(row -> Objects.requireNonNull(row.get("n", Long.class)))
            .one()
            .block());
  }
}
