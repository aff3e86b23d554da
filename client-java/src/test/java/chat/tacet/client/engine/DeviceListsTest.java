package chat.tacet.client.engine;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.client.engine.DeviceLists.Refreshed;
import chat.tacet.client.engine.state.Doubts;
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

  @Test
  @DisplayName("[I-6] raise an alarm when the service goes back to an older one")
  void rolledBack() {
    desk.bob.changesDevice(desk.now());
    desk.publish(desk.bob);
    assertThat(refreshed()).isEqualTo(Refreshed.DONE);
    desk.service.put(desk.bob.account(), List.of(desk.bob.signed.getFirst()));

    assertThat(refreshed()).isEqualTo(Refreshed.REFUSED);
    assertThat(desk.alarmCodes()).containsExactly("device-list-rolled-back");
    assertThat(Doubts.of(desk.round.draft(), desk.room).stand()).as("nothing is sent").isTrue();

    desk.publish(desk.bob);
    assertThat(refreshed()).isEqualTo(Refreshed.DONE);
    assertThat(Doubts.of(desk.round.draft(), desk.room).stand()).isFalse();
  }

  @Test
  @DisplayName("and are said to be more than are shown do not keep anybody asking for ever")
  void moreThanShown() {
    desk.claims.put(desk.bob.account(), 1_000_000_000L);
    assertThat(refreshed()).isEqualTo(Refreshed.WITHHELD);

    desk.bob.changesDevice(desk.now());
    desk.publish(desk.bob);
    assertThat(refreshed()).isEqualTo(Refreshed.WITHHELD);
    assertThat(desk.listsOf(desk.bob).newest().version()).isEqualTo(2);
  }

  private Refreshed refreshed() {
    List<Refreshed> how = new ArrayList<>();
    desk.lists.refresh(desk.bob.account(), how::add);
    desk.finish();
    return how.getFirst();
  }

  private void ask(List<Long> seen) {
    desk.lists.refresh(
        desk.bob.account(), how -> seen.add(desk.listsOf(desk.bob).newest().version()));
  }
}
