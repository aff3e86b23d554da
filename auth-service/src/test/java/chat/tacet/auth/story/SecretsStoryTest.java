package chat.tacet.auth.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.r2dbc.core.DatabaseClient;

/** What must not be found in logs, and not in the database either. */
@ParameterizedClass
@EnumSource(Database.class)
@ExtendWith(OutputCaptureExtension.class)
class SecretsStoryTest {

  @Parameter Database database = Database.SQLITE;

  @Test
  void nothingAPersonSentOrGotIsLogged(CapturedOutput output) {
    var secrets = new ArrayList<String>();
    try (var auth = RunningAuth.on(database)) {
      Person alice = Person.called("canaryname");
      var laptop = new Device(auth, alice).signedIn();
      remember(secrets, alice, laptop);
      laptop.login(Person.random(32));
      var recovery = recoveryOf(alice);
      laptop.put("/api/v1/auth/recovery", recovery);
      recovery.remove("currentAuthenticationKey");
      recovery.values().forEach(value -> secrets.add(value.toString()));
      laptop.post("/api/v1/auth/recovery/open", recovery);
      recovery.remove("record");
      laptop.post("/api/v1/auth/recovery/open", recovery);
      var token = ProgramToken.of(laptop, alice);
      token.make("mail:read");
      token.exchange();
      secrets.add(token.secret);
      secrets.add(token.text());
      secrets.add("the echo");
      laptop.refresh();
      remember(secrets, alice, laptop);
      laptop.put(
          "/api/v1/auth/accounts/" + Person.called("x").accountId,
          alice.signUpWith("salt", "canary-salt"));
      secrets.add("canary-salt");
      laptop.get("/api/v1/auth/usernames/canary-path");
      secrets.add("canary-path");
      String old = Objects.requireNonNull(laptop.cookie);
      laptop.refresh();
      laptop.refresh();
      laptop.cookie = old;
      laptop.refresh();
    }
    assertThat(output.getAll()).contains("A refresh token was used twice");
    secrets.forEach(secret -> assertThat(output.getAll()).doesNotContain(secret));
  }

  /**
   * What it refuses a database quotes: PostgreSQL the whole row, SQLite what it was told to say.
   */
  @Test
  void whatTheDatabaseSaysOfAPersonIsNotLogged(CapturedOutput output) {
    Person alice = Person.called("canaryname");
    try (var auth = RunningAuth.on(database)) {
      auth.bean(DatabaseClient.class)
          .sql(
              switch (database) {
                case POSTGRESQL ->
                    "ALTER TABLE account ADD CONSTRAINT canaryrule CHECK (created_at < 0)";
                case SQLITE ->
                    """
                    CREATE TRIGGER refuse BEFORE INSERT ON account
                    BEGIN SELECT RAISE(ABORT, 'canaryrule'); END
                    """;
              })
          .then()
          .block();
      assertThat(new Device(auth, alice).signUp().status()).isEqualTo(500);
    }
    assertThat(output.getAll())
        .contains("Internal error")
        .doesNotContain("canaryrule", alice.username, alice.accountId.toString());
  }

  @Test
  void theDatabaseHoldsNeitherKeyNorToken() {
    try (var auth = RunningAuth.atFullCost(database, Map.of())) {
      Person alice = Person.called("alice");
      var laptop = new Device(auth, alice).signedIn();
      var recovery = recoveryOf(alice);
      laptop.put("/api/v1/auth/recovery", recovery);
      var token = ProgramToken.of(laptop, alice);
      token.make("mail:read");
      List<Map<String, Object>> rows = new ArrayList<>();
      for (String table :
          List.of("account", "login_session", "known_device", "recovery", "personal_token")) {
        rows.addAll(
            Objects.requireNonNull(
                auth.bean(DatabaseClient.class)
                    .sql("SELECT * FROM " + table)
                    .fetch()
                    .all()
                    .collectList()
                    .block()));
      }
      assertThat(rows).hasSize(5);
      assertThat(rows.toString())
          .contains("$argon2id$v=19$m=19456,t=2,p=1$")
          .doesNotContain(
              alice.authenticationKey,
              Objects.requireNonNull(recovery.get("recoveryAuthenticationKey")).toString(),
              token.secret,
              Objects.requireNonNull(laptop.cookie),
              Objects.requireNonNull(laptop.deviceCookie));
    }
  }

  private static Map<String, Object> recoveryOf(Person person) {
    var body = new HashMap<String, Object>();
    body.put("currentAuthenticationKey", person.authenticationKey);
    body.put("recoveryAuthenticationKey", Person.random(32));
    body.put("record", Person.random(105));
    return body;
  }

  private static void remember(List<String> secrets, Person person, Device device) {
    secrets.add(person.username);
    secrets.add(person.authenticationKey);
    secrets.add(person.salt);
    secrets.add(person.accountId.toString());
    secrets.add(Objects.requireNonNull(device.cookie));
    secrets.add(Objects.requireNonNull(device.deviceCookie));
    secrets.add(device.token());
  }
}
