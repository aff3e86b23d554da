package chat.tacet.standalone.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.tacet.kit.boot.StartRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdminDirectoryTest {

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path home;

  @SuppressWarnings("NullAway.Init")
  private Path deep;

  private @Nullable Path made;

  @BeforeEach
  void aLongPath() throws IOException {
    deep = Files.createDirectories(home.resolve("where/".repeat(20)));
  }

  @AfterEach
  void nothingStays() throws IOException {
    if (made != null) {
      Files.deleteIfExists(made);
    }
  }

  @Test
  void itIsInTheDataDirectory() {
    var data = Path.of("/srv/tacet");

    assertThat(AdminDirectory.forStart(data)).isEqualTo(data.resolve("admin"));
    assertThat(AdminDirectory.of(Map.of("TACET_DATA", "/srv/tacet")))
        .isEqualTo(data.resolve("admin"));
    assertThat(AdminDirectory.of(Map.of("TACET_DATA", "/srv/tacet", "TACET_ADMIN_DIR", "/run/x")))
        .isEqualTo(Path.of("/run/x"));
    assertThat(AdminDirectory.isElsewhere(Path.of("/ü".repeat(30)))).as("bytes count").isTrue();
  }

  @Test
  void ofALongPathItIsShortAndFoundAgain() throws IOException {
    var directory = AdminDirectory.forStart(deep);
    made = directory;

    assertThat(directory.toString().length()).isLessThan(85);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
        .isEqualTo("rwx------");
    assertThat(elsewhere()).isEqualTo(directory);
    assertThat(AdminDirectory.forStart(deep)).as("the next start").isEqualTo(directory);
    assertThat(AdminDirectory.of(Map.of("TACET_DATA", deep.resolve("more").toString())))
        .isNotEqualTo(directory);
  }

  @Test
  void whoComesByASymbolicLinkFindsTheSame() throws IOException {
    var link = Files.createSymbolicLink(home.resolve("short"), deep);
    made = AdminDirectory.forStart(link);

    assertThat(elsewhere()).isEqualTo(made);
    assertThat(AdminDirectory.of(Map.of("TACET_DATA", link.toString()))).isEqualTo(made);
    assertThat(AdminDirectory.of(Map.of("TACET_DATA", link.resolve("new").toString())))
        .as("one that is not there yet")
        .isEqualTo(AdminDirectory.of(Map.of("TACET_DATA", deep.resolve("new").toString())));
  }

  @Test
  void whatIsNotThisUsersAloneIsRefusedOnBothSides() throws IOException {
    var directory = AdminDirectory.forStart(deep);
    made = directory;
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    isRefused(directory);

    Files.delete(directory);
    Files.createSymbolicLink(directory, home);
    isRefused(directory);
  }

  private void isRefused(Path directory) {
    assertThatThrownBy(this::elsewhere)
        .isInstanceOf(StartRefusedException.class)
        .hasMessageContaining(directory.toString());
    assertThatThrownBy(() -> AdminDirectory.forStart(deep))
        .isInstanceOf(StartRefusedException.class);
  }

  private Path elsewhere() {
    return AdminDirectory.of(Map.of("TACET_DATA", deep.toString()));
  }
}
