package chat.tacet.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.client.model.MessageState;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** People whose devices run the Java client, against the whole stack. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JavaClientTest {

  @TempDir private static Path data;

  private RunningTacet server;

  @BeforeAll
  void start() throws IOException {
    server = new RunningTacet(data);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void twoPeopleMeetAndWriteBothWays() {
    try (Somebody alice = somebody("alice").signsUp();
        Somebody bob = somebody("bob").signsUp()) {
      alice.befriends(bob);

      alice.with(bob).send("Hello Bob");
      bob.awaitsHearing("Hello Bob");
      bob.with(alice).send("Hello Alice");
      alice.awaitsHearing("Hello Alice");

      alice.awaitsState(bob, "Hello Bob", MessageState.READ);
      bob.awaitsState(alice, "Hello Alice", MessageState.READ);
      assertThat(alice.with(bob).safetyNumber()).isEqualTo(bob.with(alice).safetyNumber());
    }
  }

  private Somebody somebody(String username) {
    return new Somebody(server.address(), data, username);
  }
}
