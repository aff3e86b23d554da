package chat.tacet.standalone.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.tacet.kit.boot.StartRefusedException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a backup that fails leaves; one that does not is in {@code OperatorTest}. */
class BackupTest {

  @TempDir private Path home;

  @BeforeEach
  void oneDatabaseIsWholeAndTheOtherDamaged() throws Exception {
    try (var database = DriverManager.getConnection("jdbc:sqlite:" + home.resolve("social.db"));
        var statement = database.createStatement()) {
      statement.execute("CREATE TABLE thing (name TEXT)");
    }
    Files.writeString(home.resolve("auth.db"), "no database");
  }

  @Test
  void nothingIsLeftOfIt() throws Exception {
    assertFails(home.resolve("backup"), "cannot be copied");
    assertThat(home.resolve("backup")).doesNotExist();

    var madeBefore = Files.createDirectory(home.resolve("made-before"));
    assertFails(madeBefore, "cannot be copied");
    assertThat(madeBefore).isEmptyDirectory();
  }

  @Test
  void whatIsOfOthersStays() throws Exception {
    var theirs = Files.createDirectory(home.resolve("theirs"));
    Files.writeString(theirs.resolve("auth.db"), "of another day");

    assertFails(theirs, "is not empty");
    assertThat(theirs.resolve("auth.db")).hasContent("of another day");
  }

  @Test
  void whereTheFolderAboveIsMissingADiskMayBe() {
    assertFails(home.resolve("not-mounted/backup"), "not-mounted is not there");
    assertThat(home.resolve("not-mounted")).doesNotExist();
  }

  @Test
  void itIsNotBegunWhereThereIsNoRoomForIt() {
    // Where the kernel tells of itself no byte is free.
    assertFails(
        Path.of("/proc/tacet"),
        "Only 0 MB are free where /proc/tacet lies, and 201 MB are needed.");
  }

  private void assertFails(Path into, String words) {
    var out = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    assertThatThrownBy(() -> new Backup(Map.of("TACET_DATA", home.toString()), out).into(into))
        .isInstanceOf(StartRefusedException.class)
        .hasMessageContaining(words);
  }
}
