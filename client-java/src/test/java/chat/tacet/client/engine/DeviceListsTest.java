package chat.tacet.client.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Device lists that are asked for")
class DeviceListsTest {

  @TempDir private Path folder;
  private Desk desk;

  @BeforeEach
  void begin() {
    desk = new Desk(folder);
  }

  @AfterEach
  void close() {
    desk.close();
  }

  @Test
  @DisplayName("while an answer is under way are asked for once more, for all who asked since")
  void askedAgain() {
    List<Long> seen = new ArrayList<>();
    desk.holdsAnswers = true;
    ask(seen);
    desk.bob.changesDevice(desk.now());
    desk.publish(desk.bob);
    ask(seen);
    ask(seen);
    desk.releasesAnswers();

    assertThat(seen).containsExactly(1L, 2L, 2L);
  }

  @Test
  @DisplayName("by somebody who was just told of an answer are asked for after all who waited")
  void askedByWhoWasTold() {
    List<Long> seen = new ArrayList<>();
    desk.holdsAnswers = true;
    desk.lists.refresh(desk.bob.account(), how -> ask(seen));
    ask(seen);
    desk.bob.changesDevice(desk.now());
    desk.publish(desk.bob);
    desk.releasesAnswers();

    assertThat(seen).containsExactly(2L, 2L);
  }

  private void ask(List<Long> seen) {
    desk.lists.refresh(
        desk.bob.account(), how -> seen.add(desk.listsOf(desk.bob).newest().version()));
  }
}
