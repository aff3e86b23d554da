package chat.tacet.client.engine;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.client.engine.state.Counter;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.store.Table;
import chat.tacet.client.store.Vault;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("[S-11] A clock that was ten years ahead, and is right now,")
class ClocksTest {

  private static final long TEN_YEARS = Duration.ofDays(3_650).toMillis();
  private static final long DAY = Duration.ofDays(1).toMillis();

  @TempDir private Path folder;
  private Desk desk;

  @BeforeEach
  void open() {
    desk = new Desk(folder);
    desk.later(TEN_YEARS);
  }

  @AfterEach
  void close() {
    desk.close();
  }

  @Test
  @DisplayName("does not keep what is missing from being asked for")
  void asking() {
    desk.mailIsIn(false);
    desk.bobSays(2, "two");
    desk.mailIsIn(true);
    desk.later(-TEN_YEARS);
    desk.asking.askDue();
    desk.finish();

    assertThat(desk.requests()).hasSize(1);
  }

  @Test
  @DisplayName(
      "[C-13] does not keep what waits in a closed room for longer than 45 days from now on")
  void closedRoom() {
    desk.bobSays(2, "two");
    desk.closes(desk.room);
    desk.directory.refresh();
    desk.later(-TEN_YEARS);
    asks();
    assertThat(desk.lines()).containsExactly("[GAP]", "two");

    desk.later(46 * DAY);
    asks();
    assertThat(desk.lines()).containsExactly("[LOST]", "two");
    assertThat(desk.requests()).isEmpty();
  }

  private void asks() {
    desk.asking.askDue();
    desk.finish();
  }

  @Test
  @DisplayName("does not keep what is old from being deleted, which is old from now on")
  void sweep() {
    var sweep = new Sweep(desk.setup, desk.round, desk.thread, desk.lists);
    sweep.begin();
    desk.delivered(desk.bob, true).markSeen(desk.round.draft(), desk.now());
    desk.finish();
    desk.later(-TEN_YEARS);
    sweep.begin();
    desk.finish();
    assertThat(Counter.SWEPT_AT.get(desk.round.draft())).isEqualTo(desk.now());
    assertThat(marks()).isEqualTo(1);

    desk.later(61 * DAY);
    sweep.begin();
    desk.finish();
    assertThat(marks()).isZero();
  }

  @Test
  @DisplayName("does not keep this device from coming back")
  void drained() {
    Counter.DRAINED_AT.set(desk.round.draft(), desk.now());
    Counter.DRAINED_AT.set(desk.round.draft(), desk.now() - TEN_YEARS);

    assertThat(Counter.DRAINED_AT.get(desk.round.draft())).isEqualTo(desk.now() - TEN_YEARS);
  }

  private long marks() {
    return desk.round
        .vault()
        .scan(Table.ENVELOPES_SEEN, Bytes.EMPTY, Vault.Order.ASCENDING, 100)
        .size();
  }
}
