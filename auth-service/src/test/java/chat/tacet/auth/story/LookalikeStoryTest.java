package chat.tacet.auth.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Names that people would take for one another: one of them is given out. */
@ParameterizedClass
@EnumSource(Database.class)
class LookalikeStoryTest {

  @Parameter Database database = Database.SQLITE;

  @Test
  void nobodyGetsANameThatLooksLikeAlices() {
    try (var auth = RunningAuth.on(database)) {
      Person alice = Person.named("alice");
      var laptop = new Device(auth, alice).signedIn();

      for (String name : List.of("a1ice", "aIice", "al.ice", "alice_", "AL1CE")) {
        var mallory = new Device(auth, Person.named(name));
        var answer = mallory.get("/api/v1/auth/usernames/" + name);
        assertThat(answer.at("$.available")).as(name).isEqualTo("false");
        assertThat(answer.at("$.reason")).as(name).isEqualTo("taken");
        assertThat(mallory.signUp().problem()).as(name).isEqualTo("username-taken");
      }
      assertThat(laptop.signUp().status()).as("her own, once more").isEqualTo(200);

      Map<String, Object> proof = Map.of("authenticationKey", alice.authenticationKey);
      assertThat(laptop.post("/api/v1/auth/account/delete", proof).status()).isEqualTo(204);
      assertThat(new Device(auth, Person.named("a1ice")).signUp().status())
          .as("free with the name")
          .isEqualTo(201);
    }
  }

  @Test
  void whoMistypesANameSignsInToNobody() {
    try (var auth = RunningAuth.on(database)) {
      Person alice = Person.named("alice");
      new Device(auth, alice).signUp();
      Person typed = Person.named("a1ice");
      var browser = new Device(auth, typed);
      var prelogin = browser.post("/api/v1/auth/prelogin", Map.of("username", typed.username));
      assertThat(prelogin.at("$.salt")).isNotEqualTo(alice.salt);
      assertThat(browser.login(alice.authenticationKey).problem()).isEqualTo("wrong-credentials");
    }
  }

  @Test
  void whatLooksReservedIsReserved() {
    try (var auth = RunningAuth.on(database)) {
      var mallory = new Device(auth, Person.named("adm1n"));
      assertThat(mallory.get("/api/v1/auth/usernames/adm1n").at("$.reason")).isEqualTo("reserved");
      assertThat(mallory.signUp().problem()).isEqualTo("username-invalid");
    }
  }

  @Test
  void ofTwoWhoSignUpAtOnceOneGetsIt() throws Exception {
    try (var auth = RunningAuth.on(database);
        var threads = Executors.newFixedThreadPool(4)) {
      // The first request loads code under locks, which four at once would wait for.
      new Device(auth, Person.called("first")).signUp();
      for (int round = 0; round < 5; round++) {
        var start = new CountDownLatch(1);
        var answers = new ArrayList<Future<Integer>>();
        for (String name : List.of("wil-1", "vvil1", "WIII_", "wi.ll")) {
          var device = new Device(auth, Person.named(name + round + "x"));
          answers.add(
              threads.submit(() -> {
                start.await();
                return device.signUp().status();
              }));
        }
        start.countDown();
        var statuses = new ArrayList<Integer>();
        for (var answer : answers) {
          statuses.add(answer.get());
        }
        assertThat(statuses).containsExactlyInAnyOrder(201, 409, 409, 409);
      }
    }
  }

  /** Whoever had a name keeps it, also beside one like it; from then on nobody else gets one. */
  @Test
  void namesFromBeforeStayAsTheyAre() throws SQLException {
    String url = database.newUrl();
    Person alice = Person.named("Alice");
    Person double1 = Person.named("a1ice");
    Person warm = Person.named("warm.1_i-0");
    try (var connection = migratedToFive(url)) {
      insert(connection, double1, 2);
      insert(connection, alice, 1);
      insert(connection, warm, 3);
    }
    try (var auth = RunningAuth.start(url, Map.of())) {
      for (Person person : List.of(alice, double1, warm)) {
        var prelogin =
            new Device(auth, person)
                .post("/api/v1/auth/prelogin", Map.of("username", person.username));
        assertThat(prelogin.at("$.salt")).as(person.username).isEqualTo(person.salt);
      }
      for (String name : List.of("alice", "a1ice", "a-lice", "vvarrn-llo", "warm1l.0")) {
        assertThat(new Device(auth, Person.named(name)).signUp().problem())
            .as(name)
            .isEqualTo("username-taken");
      }
      assertThat(new Device(auth, Person.named("alicia")).signUp().status()).isEqualTo(201);
    }
  }

  /** The database as it was before there were skeletons. */
  private Connection migratedToFive(String r2dbcUrl) throws SQLException {
    boolean sqlite = database == Database.SQLITE;
    URI uri = URI.create(r2dbcUrl.substring("r2dbc:".length()));
    String url =
        sqlite
            ? "jdbc:sqlite:" + uri.getPath()
            : "jdbc:postgresql://" + uri.getHost() + ":" + uri.getPort() + uri.getPath();
    String user = sqlite ? "" : uri.getUserInfo();
    Flyway.configure()
        .dataSource(url, user, "")
        .locations("classpath:db/auth")
        .target("5")
        .placeholders(
            sqlite
                ? Map.of("int64", "INTEGER", "bytes", "BLOB", "strict", "STRICT")
                : Map.of("int64", "BIGINT", "bytes", "BYTEA", "strict", ""))
        .load()
        .migrate();
    return DriverManager.getConnection(url, user, "");
  }

  private static void insert(Connection connection, Person person, long createdAt)
      throws SQLException {
    try (var statement =
        connection.prepareStatement(
            """
            INSERT INTO account (id, username, username_key, salt, rounds, verifier, created_at)
            VALUES (?, ?, ?, ?, 1000000, 'none', ?)
            """)) {
      statement.setString(1, UUID.randomUUID().toString());
      statement.setString(2, person.username);
      statement.setString(3, person.username.toLowerCase(java.util.Locale.ROOT));
      statement.setBytes(4, java.util.Base64.getUrlDecoder().decode(person.salt));
      statement.setLong(5, createdAt);
      statement.executeUpdate();
    }
  }
}
