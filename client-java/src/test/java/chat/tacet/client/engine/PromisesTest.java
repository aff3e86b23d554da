package chat.tacet.client.engine;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.client.engine.state.Entry;
import chat.tacet.client.failure.UsageException;
import chat.tacet.client.model.MessageState;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Whoever waits for the relay to have a message")
class PromisesTest {

  @Test
  @DisplayName(
      "hears of it on another thread than the engine's, and may call the engine from there")
  void elsewhere(@TempDir Path folder) throws Exception {
    try (Desk desk = new Desk(folder)) {
      var promises = new Promises(desk.round);
      Entry kept = entry(desk, 0);
      Entry broken = entry(desk, 1);
      Entry open = entry(desk, 2);
      CompletableFuture<Thread> heard = hearerOf(promises.of(kept));
      CompletableFuture<Thread> heardBroken = hearerOf(promises.of(broken));
      CompletableFuture<Thread> heardClosed = hearerOf(promises.of(open));

      promises.kept(kept);
      promises.broken(broken, new UsageException("refused"));
      desk.finish();
      promises.close();

      Thread engine = Thread.currentThread();
      assertThat(heard.get(10, TimeUnit.SECONDS)).isNotSameAs(engine);
      assertThat(heardBroken.get(10, TimeUnit.SECONDS)).isNotSameAs(engine);
      assertThat(heardClosed.get(10, TimeUnit.SECONDS)).isNotSameAs(engine);
    }
  }

  private static CompletableFuture<Thread> hearerOf(CompletableFuture<Entry> promise) {
    return promise.handle((entry, failed) -> Thread.currentThread());
  }

  private static Entry entry(Desk desk, long index) {
    return Entry.text(
            desk.room,
            desk.alice.account(),
            desk.alice.device.id(),
            desk.now(),
            MessageState.SENDING,
            null,
            null,
            "hello")
        .at(index);
  }
}
