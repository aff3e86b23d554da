package chat.tacet.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class UndoTest {

  private final ArrayList<String> done = new ArrayList<>();
  private final Undo undo = new Undo();

  @Test
  void theLastStartedStopsFirst() {
    undo.add(() -> done.add("redis"));
    undo.add(() -> done.add("gateway"));
    undo.run();

    assertThat(done).containsExactly("gateway", "redis");
  }

  @Test
  void oneThatCannotBeStoppedDoesNotKeepTheOthersRunning() {
    undo.add(() -> done.add("redis"));
    undo.add(() -> {
      throw new IllegalStateException();
    });
    undo.run();

    assertThat(done).containsExactly("redis");
  }

  @Test
  void whatStartsAfterCtrlCIsStoppedAtOnce() {
    undo.run();

    assertThatThrownBy(() -> undo.add(() -> done.add("late")))
        .isInstanceOf(IllegalStateException.class);
    assertThat(done).containsExactly("late");
  }
}
