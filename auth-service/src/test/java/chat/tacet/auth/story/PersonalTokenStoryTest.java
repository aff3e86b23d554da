package chat.tacet.auth.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Tokens that people make for their programs. */
@ParameterizedClass
@EnumSource(Database.class)
class PersonalTokenStoryTest {

  private static final String LIST = "/api/v1/auth/personal-tokens";

  @Parameter Database database = Database.SQLITE;

  @SuppressWarnings("NullAway.Init")
  private static RunningAuth auth;

  private Person alice;
  private Device laptop;
  private ProgramToken echo;

  @BeforeParameterizedClassInvocation
  static void start(Database database) {
    auth = RunningAuth.on(database);
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    auth.close();
  }

  @BeforeEach
  void open() {
    alice = Person.called("alice");
    laptop = new Device(auth, alice).signedIn();
    echo = ProgramToken.of(laptop, alice);
  }

  @Test
  void aProgramSignsInWithItsToken() {
    assertThat(echo.make("mail:send", "mail:read").status()).isEqualTo(201);

    Device.Answer access = echo.exchange();

    assertThat(access.status()).isEqualTo(200);
    assertThat(access.at("$.accountId")).isEqualTo(alice.accountId.toString());
    assertThat(access.at("$.deviceId")).isEqualTo(laptop.id.toString());
    assertThat(access.at("$.scopes")).isEqualTo("[\"mail:read\",\"mail:send\"]");
    assertThat(access.at("$.expiresInMs")).isEqualTo("600000");
    assertThat(echo.program(auth).post("/api/v1/auth/tickets", null).status()).isEqualTo(200);
  }

  @Test
  void itNeverOpensTheAccountItself() {
    echo.make("mail:send", "mail:read", "social:read", "social:write");
    Device program = echo.program(auth);
    ProgramToken other = ProgramToken.of(program, alice);

    for (Device.Answer answer :
        List.of(
            program.get("/api/v1/auth/login-sessions"),
            program.delete("/api/v1/auth/login-sessions/" + UUID.randomUUID()),
            program.get("/api/v1/auth/personal-tokens"),
            other.make("mail:read"),
            program.delete(echo.path()),
            program.put("/api/v1/auth/password", Map.of()),
            program.get("/api/v1/auth/recovery"),
            program.put("/api/v1/auth/recovery", Map.of()),
            program.post("/api/v1/auth/recovery/open", Map.of()),
            program.post("/api/v1/auth/recovery/delete", Map.of()),
            program.post("/api/v1/auth/account/complete", null),
            program.post("/api/v1/auth/account/delete", Map.of()),
            program.post("/api/v1/auth/logout", null),
            program.post("/api/v1/auth/logout-everywhere", null))) {
      assertThat(answer.problem()).isEqualTo("insufficient-scope");
    }
    assertThat(laptop.get("/api/v1/auth/login-sessions").status()).isEqualTo(200);
  }

  @Test
  void aTicketNeedsBothScopesOfMail() {
    echo.make("mail:read", "social:read");

    Device.Answer refused = echo.program(auth).post("/api/v1/auth/tickets", null);

    assertThat(refused.problem()).isEqualTo("insufficient-scope");
    assertThat(refused.at("$.scopes")).contains("mail:send", "mail:read");
  }

  @Test
  void aRevokedTokenAndWhatCameOfItEnd() {
    echo.make("mail:send", "mail:read");
    Device program = echo.program(auth);

    assertThat(laptop.delete(echo.path()).status()).isEqualTo(204);

    assertThat(echo.exchange().problem()).isEqualTo("personal-token-invalid");
    Eventually.holds(() ->
        assertThat(program.post("/api/v1/auth/tickets", null).problem()).isEqualTo("login-ended"));
    assertThat(laptop.delete(echo.path()).problem()).isEqualTo("not-found");
    assertThat(echo.make("mail:send", "mail:read").problem())
        .as("the call that made it, once more and late")
        .isEqualTo("conflict");
    assertThat(echo.exchange().problem()).isEqualTo("personal-token-invalid");
  }

  @Test
  void theIdOfALoginIsNoneForAToken() {
    String login = laptop.get("/api/v1/auth/login-sessions").at("$.loginSessions[0].id");
    Person mallory = Person.called("mallory");
    Device hers = new Device(auth, mallory).signedIn();
    var wish = new HashMap<>(echo.wish("mail:read"));
    wish.put("authenticationKey", mallory.authenticationKey);

    assertThat(hers.put(LIST + "/" + login, wish).problem()).isEqualTo("conflict");
    assertThat(hers.delete(LIST + "/" + login).problem()).isEqualTo("not-found");
    assertThat(laptop.get("/api/v1/auth/login-sessions").status()).isEqualTo(200);
  }

  @Test
  void theListSaysWhatIsKnownAndNeverTheSecret() {
    echo.make("social:read");
    String before = laptop.get("/api/v1/auth/personal-tokens").body();
    echo.exchange();
    Device.Answer list = laptop.get("/api/v1/auth/personal-tokens");

    assertThat(before).doesNotContain("lastUsedOn");
    assertThat(list.at("$.personalTokens[0].name")).isEqualTo("the echo");
    assertThat(list.at("$.personalTokens[0].deviceId")).isEqualTo(laptop.id.toString());
    assertThat(Long.parseLong(list.at("$.personalTokens[0].lastUsedOn")) % 86_400_000).isZero();
    assertThat(list.body()).doesNotContain(echo.secret);
  }

  @Test
  void aLostAnswerIsRepairedByAskingAgain() {
    assertThat(echo.make("mail:read").status()).isEqualTo(201);
    assertThat(echo.make("mail:read").status()).isEqualTo(200);
    assertThat(echo.make("mail:send").problem()).isEqualTo("conflict");
    var longer = new HashMap<>(echo.wish("mail:read"));
    longer.put("expiresInDays", 31);
    assertThat(echo.make(longer).problem()).isEqualTo("conflict");

    Person mallory = Person.called("mallory");
    Device hers = new Device(auth, mallory).signedIn();
    var wish = new HashMap<>(echo.wish("mail:read"));
    wish.put("authenticationKey", mallory.authenticationKey);
    assertThat(hers.put(echo.path(), wish).problem()).isEqualTo("conflict");
    assertThat(hers.delete(echo.path()).problem()).isEqualTo("not-found");
  }

  @Test
  void aNameHas64CharactersWhateverTheyAre() {
    var wish = new HashMap<>(echo.wish("mail:read"));
    wish.put("name", "\ud83e\udda6".repeat(64));
    assertThat(echo.make(wish).status()).isEqualTo(201);
    wish.put("name", "\ud83e\udda6".repeat(65));
    assertThat(echo.make(wish).problem()).isEqualTo("validation-failed");
  }

  @Test
  void makingOneTakesThePassword() {
    var wish = new HashMap<>(echo.wish("mail:read"));
    wish.put("authenticationKey", Person.random(32));

    assertThat(echo.make(wish).problem()).isEqualTo("wrong-credentials");
  }

  @Test
  void thereAreOnlySoMany() {
    for (int i = 0; i < 16; i++) {
      assertThat(ProgramToken.of(laptop, alice).make("mail:read").status()).isEqualTo(201);
    }

    assertThat(echo.make("mail:read").problem()).isEqualTo("limit-reached");
  }

  @Test
  void anExpiredOneIsNone() {
    var wish = new HashMap<>(echo.wish("mail:read"));
    wish.put("expiresInDays", 1);
    echo.make(wish);
    RunningAuth.CLOCK.advance(Duration.ofHours(24).minusMinutes(2));
    assertThat(Long.parseLong(echo.exchange().at("$.expiresInMs"))).isBetween(60_000L, 120_000L);

    RunningAuth.CLOCK.advance(Duration.ofMinutes(2));

    assertThat(echo.exchange().problem()).isEqualTo("personal-token-invalid");
    auth.revokeExpiredPersonalTokens();
    assertThat(revoked(echo)).as("its socket is closed, too").isPresent();
    var first = revoked(echo);
    RunningAuth.CLOCK.advance(Duration.ofSeconds(1));
    auth.revokeExpiredPersonalTokens();
    assertThat(revoked(echo)).as("once").isEqualTo(first);
    // A service that leaps a day ahead has not read the revocations for that long, until it has.
    Eventually.holds(() ->
        assertThat(new Device(auth, Person.called("bob")).signedIn().get(LIST).status())
            .isEqualTo(200));
  }

  /** Until when its revocation matters, in epoch ms; empty without one. */
  private static Optional<Long> revoked(ProgramToken token) {
    return auth.bean(DatabaseClient.class)
        .sql("SELECT valid_until FROM revocation WHERE member = :member")
        .bind("member", "sid:" + token.id)
        .map(row -> Objects.requireNonNull(row.get("valid_until", Long.class)))
        .one()
        .blockOptional();
  }

  @Test
  void signingOutEverywhereAndANewPasswordEndThem() {
    echo.make("mail:read");
    laptop.post("/api/v1/auth/logout-everywhere", null);
    assertThat(echo.exchange().problem()).isEqualTo("personal-token-invalid");

    laptop.login();
    ProgramToken next = ProgramToken.of(laptop, alice);
    next.make("mail:read");
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
            Person.random(32)));
    assertThat(next.exchange().problem()).isEqualTo("personal-token-invalid");
  }

  @Test
  void signingOutEverywhereWaitsForATokenThatIsBeingMade() {
    // SQLite lets one write at a time.
    assumeThat(database).isEqualTo(Database.POSTGRESQL);
    var making =
        Objects.requireNonNull(Mono.from(auth.bean(ConnectionFactory.class).create()).block());
    Mono.from(making.beginTransaction()).block();
    run(making, "UPDATE account SET verifier = verifier WHERE id = '" + alice.accountId + "'");
    run(
        making,
        "INSERT INTO personal_token (id, account_id, device_id, name, scopes, secret_hash,"
            + " created_at, expires_at) VALUES ('"
            + echo.id
            + "', '"
            + alice.accountId
            + "', '"
            + laptop.id
            + "', 'n', 's', '', 0, 9000000000000)");

    var out =
        CompletableFuture.supplyAsync(
            () -> laptop.post("/api/v1/auth/logout-everywhere", null).status());
    Eventually.holds(() -> assertThat(out.isDone() || somebodyWaits()).isTrue());
    Mono.from(making.commitTransaction()).then(Mono.from(making.close())).block();

    assertThat(out.join()).isEqualTo(204);
    assertThat(number("SELECT count(*) AS n FROM personal_token WHERE id = '" + echo.id + "'"))
        .isZero();
  }

  private static void run(Connection connection, String sql) {
    Mono.from(connection.createStatement(sql).execute())
        .flatMap(result -> Mono.from(result.getRowsUpdated()))
        .block();
  }

  private static boolean somebodyWaits() {
    return number(
            "SELECT count(*) AS n FROM pg_stat_activity"
                + " WHERE datname = current_database() AND wait_event_type = 'Lock'")
        > 0;
  }

  private static long number(String sql) {
    return Objects.requireNonNull(
        auth.bean(DatabaseClient.class)
            .sql(sql)
            .map(row -> Objects.requireNonNull(row.get("n", Long.class)))
            .one()
            .block());
  }

  @Test
  void signingADeviceOutEndsWhatWasMadeOnIt() {
    Device phone = new Device(auth, alice);
    phone.login();
    ProgramToken itsOwn = ProgramToken.of(phone, alice);
    itsOwn.make("mail:read");
    echo.make("mail:read");

    laptop.delete("/api/v1/auth/login-sessions/" + phone.loginSessionId);

    assertThat(itsOwn.exchange().problem()).isEqualTo("personal-token-invalid");
    assertThat(echo.exchange().status()).isEqualTo(200);
  }

  @Test
  void nonsenseIsRefused() {
    echo.make("mail:read");
    for (String text :
        List.of(
            "",
            "tacet_",
            echo.text().substring(6),
            echo.text() + "A",
            echo.text().replace("_" + echo.secret, "_" + Person.random(32)),
            echo.text().replace(echo.id.toString(), UUID.randomUUID().toString()),
            echo.text().replace(echo.id.toString(), echo.id.toString().toUpperCase(Locale.ROOT)),
            "tacet_" + echo.id,
            "tacet_" + echo.id + "_")) {
      assertThat(echo.exchange(text).problem()).isEqualTo("personal-token-invalid");
    }
    for (Map<String, Object> wrong :
        List.<Map<String, Object>>of(
            Map.of("scopes", List.of()),
            Map.of("scopes", List.of("tacet")),
            Map.of("scopes", List.of("mail:read\nmail:send")),
            Map.of("expiresInDays", 0),
            Map.of("expiresInDays", 367),
            Map.of("name", ""),
            Map.of("name", "two\nlines"),
            Map.of("name", "nul\u0000"),
            Map.of("name", "\u202eohce eht"),
            Map.of("name", "echo\u200b"),
            Map.of("secret", Person.random(31)))) {
      var wish = new HashMap<>(echo.wish("mail:read"));
      wish.putAll(wrong);
      assertThat(echo.make(wish).problem()).as("%s", wrong).isEqualTo("validation-failed");
    }
  }
}
