package chat.tacet.standalone.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.tacet.kit.boot.StartRefusedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {

  @TempDir private Path temporary;

  @Test
  void itIsMadeForThisUserAlone() throws Exception {
    try (var data = DataDirectory.open(temporary.resolve("new/data"))) {
      var inner = data.subdirectory("redis");

      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.path())))
          .isEqualTo("rwx------");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(inner)))
          .isEqualTo("rwx------");
    }
  }

  @Test
  void aSecondTacetIsRefusedUntilTheFirstHasGone() {
    try (var first = DataDirectory.open(temporary)) {
      assertThatThrownBy(() -> DataDirectory.open(first.path()))
          .isInstanceOf(StartRefusedException.class)
          .hasMessage("Another Tacet is using %s.", first.path());
    }
    DataDirectory.open(temporary).close();
  }

  @Test
  void aPlaceThatIsNoDirectoryIsRefused() throws Exception {
    var file = Files.writeString(temporary.resolve("file"), "");

    assertThatThrownBy(() -> DataDirectory.open(file))
        .isInstanceOf(StartRefusedException.class)
        .hasMessageContaining("cannot be written");
    assertThatThrownBy(() -> DataDirectory.open(Path.of("/proc/tacet")))
        .isInstanceOf(StartRefusedException.class)
        .hasMessageContaining("cannot be written");
  }
}
