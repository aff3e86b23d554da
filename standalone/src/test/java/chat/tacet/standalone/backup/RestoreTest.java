package chat.tacet.standalone.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import chat.tacet.kit.boot.StartRefusedException;
import chat.tacet.standalone.data.DataDirectory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a restore changes, and in which order; beside a running Tacet see {@code OperatorTest}. */
class RestoreTest {

  private static final List<String> OLD =
      List.of("social.db", "social.db-wal", "auth.db", "auth.db-wal", "auth.db-journal");

  @TempDir private Path home;

  private final Map<String, String> variables = new HashMap<>();
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);

  @BeforeEach
  void aBackupAndSomethingNewer() throws Exception {
    var then = Files.createDirectory(home.resolve("then"));
    database(then.resolve("social.db"));
    database(then.resolve("auth.db"));
    new Backup(Map.of("TACET_DATA", then.toString()), out).into(backup());

    Files.createDirectories(data().resolve("redis"));
    Files.writeString(data().resolve("redis/redis.log"), "old");
    for (var name : OLD) {
      Files.writeString(data().resolve(name), "old " + name);
    }
    variables.put("TACET_DATA", data().toString());
  }

  @Test
  void whereOneDatabaseCannotBeWrittenTheOtherIsNotReplacedEither() throws Exception {
    Files.writeString(home.resolve("file"), "where a directory should be");
    authIsAt(home.resolve("file/auth.db"));

    assertThatThrownBy(this::restore)
        .isInstanceOf(StartRefusedException.class)
        .hasMessageContaining("Nothing was changed");
    assertNothingChanged();
  }

  @Test
  void whereThereIsNoRoomNothingIsBegun() throws Exception {
    // Where the kernel tells of itself no byte is free.
    authIsAt(Path.of("/proc/tacet/auth.db"));

    assertThatThrownBy(this::restore)
        .isInstanceOf(StartRefusedException.class)
        .hasMessage("Only 0 MB are free where /proc/tacet lies, and 201 MB are needed.");
    assertNothingChanged();
  }

  @Test
  void whatWasThereIsSetAsideOnTheSameDiskWithItsCompanions() throws Exception {
    var elsewhere = Files.createDirectory(home.resolve("elsewhere"));
    for (var ending : List.of("", "-wal")) {
      Files.writeString(elsewhere.resolve("people.db" + ending), "old people.db" + ending);
    }
    authIsAt(elsewhere.resolve("people.db"));

    restore();

    assertThat(Sqlite.findings(elsewhere.resolve("people.db"))).isEmpty();
    assertThat(Sqlite.findings(data().resolve("social.db"))).isEmpty();
    assertThat(names(elsewhere)).hasSize(2).contains("people.db");
    assertThat(names(aside(elsewhere))).containsExactly("people.db", "people.db-wal");
    assertThat(aside(elsewhere).resolve("people.db")).hasContent("old people.db");
    assertThat(names(aside(data()))).containsExactly("redis", "social.db", "social.db-wal");
    assertThat(said.toString(StandardCharsets.UTF_8))
        .contains(aside(elsewhere).toString(), aside(data()).toString());
  }

  @Test
  void nothingOfTheOldDatabaseIsReadAsAPartOfTheNewOne() throws Exception {
    restore();

    assertThat(names(data()))
        .filteredOn(name -> !name.startsWith("before-restore-"))
        .containsExactly("auth.db", "social.db", "tacet.lock");
    assertThat(names(aside(data()))).contains("redis").containsAll(OLD);
  }

  @Test
  void aKeyThatWasWithdrawnSinceIsNotEvenLeftInTheFile() throws Exception {
    var then = home.resolve("then/auth.db");
    try (var database = DriverManager.getConnection("jdbc:sqlite:" + then);
        var statement = database.createStatement()) {
      statement.execute("CREATE TABLE signing_key (jwk TEXT)");
      statement.execute("INSERT INTO signing_key VALUES ('a leaked key')");
    }
    var withKey = home.resolve("with-key");
    new Backup(Map.of("TACET_DATA", home.resolve("then").toString()), out).into(withKey);
    assertThat(Files.readString(withKey.resolve("auth.db"), StandardCharsets.ISO_8859_1))
        .contains("a leaked key");

    new Restore(variables, out).from(withKey);

    assertThat(Files.readString(data().resolve("auth.db"), StandardCharsets.ISO_8859_1))
        .contains("signing_key")
        .doesNotContain("a leaked key");
    assertThat(names(data())).noneMatch(name -> name.startsWith("auth.db-"));
    assertThat(said.toString(StandardCharsets.UTF_8)).contains("All logins");

    said.reset();
    Files.delete(home.resolve("then/auth.db"));
    var socialAlone = home.resolve("social-alone");
    new Backup(Map.of("TACET_DATA", home.resolve("then").toString()), out).into(socialAlone);
    new Restore(variables, out).from(socialAlone);
    assertThat(said.toString(StandardCharsets.UTF_8))
        .contains("Restored")
        .doesNotContain("All logins");
  }

  @Test
  void whoeverIsLeftWithOneOfTwoDatabasesIsToldNotToStart() throws Exception {
    // It goes aside with Redis, after everything was looked at.
    authIsAt(data().resolve("redis/auth.db"));

    assertThatThrownBy(this::restore)
        .isInstanceOf(StartRefusedException.class)
        .hasMessageContaining("Do not start Tacet now");

    try (var interrupted = DataDirectory.open(data())) {
      assertThatThrownBy(interrupted::requireWhole)
          .isInstanceOf(StartRefusedException.class)
          .hasMessageContaining("was interrupted");
    }
    variables.remove("TACET_AUTH_DATABASE_URL");
    restore();
    try (var whole = DataDirectory.open(data())) {
      whole.requireWhole();
    }
    assertThat(Sqlite.findings(data().resolve("auth.db"))).isEmpty();
  }

  @Test
  void aLinkInPlaceOfTheLockOpensNothingElse() throws Exception {
    var secret = Files.writeString(home.resolve("secret"), "somebody else's");
    Files.createSymbolicLink(data().resolve("tacet.lock"), secret);
    var owner = Files.getAttribute(secret, "unix:uid");

    assertThatThrownBy(this::restore).isInstanceOf(StartRefusedException.class);
    assertThat(Files.getAttribute(secret, "unix:uid")).isEqualTo(owner);
    assertNothingChanged();
  }

  @Test
  void whatRootRestoresBelongsToWhomTheDataDirectoryBelongs() throws Exception {
    assumeThat(Files.getAttribute(data(), "unix:uid")).as("only root can give away").isEqualTo(0);
    var service = 4711;
    Files.setAttribute(data(), "unix:uid", service);
    Files.setAttribute(data(), "unix:gid", service);
    authIsAt(data().resolve("new/auth.db"));

    restore();

    for (var name : List.of("social.db", "tacet.lock", "new", "new/auth.db")) {
      assertThat(Files.getAttribute(data().resolve(name), "unix:uid")).as(name).isEqualTo(service);
    }
    assertThat(Files.getAttribute(aside(data()), "unix:uid")).isEqualTo(service);
    assertThat(Files.getAttribute(data().resolve("social.db"), "unix:gid"))
        .isEqualTo(Files.getAttribute(data(), "unix:gid"));
  }

  private void assertNothingChanged() throws IOException {
    assertThat(names(data())).contains("redis").containsAll(OLD).hasSizeLessThanOrEqualTo(7);
    for (var name : OLD) {
      assertThat(data().resolve(name)).hasContent("old " + name);
    }
    assertThat(data().resolve("redis/redis.log")).hasContent("old");
  }

  private void authIsAt(Path file) {
    variables.put("TACET_AUTH_DATABASE_URL", "r2dbc:sqlite://" + file);
  }

  private void restore() {
    new Restore(variables, out).from(backup());
  }

  private Path data() {
    return home.resolve("data");
  }

  private Path backup() {
    return home.resolve("backup");
  }

  private static Path aside(Path directory) throws IOException {
    try (var found = Files.newDirectoryStream(directory.toRealPath(), "before-restore-*")) {
      return found.iterator().next();
    }
  }

  private static List<String> names(Path directory) throws IOException {
    try (var content = Files.list(directory)) {
      return content.map(each -> each.getFileName().toString()).sorted().toList();
    }
  }

  private static void database(Path file) throws SQLException {
    try (var database = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = database.createStatement()) {
      statement.execute("CREATE TABLE thing (name TEXT)");
    }
  }
}
