package chat.tacet.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes die at any moment, and nothing is lost, doubled or out of order. */
class JavaClientKillTest {

  private static final int MESSAGES = 40;
  private static final int KILLS = 2;

  @TempDir private Path data;
  private final Random random = new Random(20);
  private RunningTacet server;

  @BeforeEach
  void start() throws IOException {
    server = new RunningTacet(data);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void twoProcessesThatAreKilledAgainAndAgainLoseNothing() throws Exception {
    try (Robot alice = new Robot(server.address(), data, "alice").signsUp();
        Robot bob = new Robot(server.address(), data, "bob").signsUp()) {
      alice.befriends(bob);

      var fromAlice = CompletableFuture.runAsync(() -> writes(alice, bob));
      var fromBob = CompletableFuture.runAsync(() -> writes(bob, alice));
      CompletableFuture.allOf(fromAlice, fromBob).get(10, TimeUnit.MINUTES);

      bob.awaits("everything", () -> bob.sees(alice).containsAll(texts(alice)));
      alice.awaits("everything", () -> alice.sees(bob).containsAll(texts(bob)));
      List<String> seenByBob = bob.sees(alice);
      List<String> seenByAlice = alice.sees(bob);
      assertThat(seenByBob).doesNotHaveDuplicates().hasSize(2 * MESSAGES);
      assertThat(seenByAlice).doesNotHaveDuplicates().hasSize(2 * MESSAGES);
      assertThat(seenByBob).containsSubsequence(texts(alice));
      assertThat(seenByAlice).containsSubsequence(texts(bob));
      bob.awaits("hearing it all", () -> bob.heard().containsAll(texts(alice)));
      alice.awaits("hearing it all", () -> alice.heard().containsAll(texts(bob)));
    }
  }

  private static List<String> texts(Robot robot) {
    return IntStream.range(0, MESSAGES).mapToObj(i -> robot + " " + i).toList();
  }

  /** Each text until it is stored; now and then the process dies in the middle of everything. */
  private void writes(Robot robot, Robot other) {
    List<Integer> kills = random.ints(KILLS, 1, MESSAGES).distinct().boxed().toList();
    List<String> texts = texts(robot);
    for (int i = 0; i < MESSAGES; i++) {
      boolean stored = robot.sends(other, texts.get(i));
      if (kills.contains(i)) {
        robot.isKilled();
        robot.signsIn();
        stored = false;
      }
      while (!stored) {
        stored = robot.sends(other, texts.get(i));
      }
    }
  }
}
