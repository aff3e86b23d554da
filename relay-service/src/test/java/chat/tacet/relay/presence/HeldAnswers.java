package chat.tacet.relay.presence;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.relay.redis.Bytes;
import chat.tacet.relay.redis.RedisBatch;
import chat.tacet.relay.redis.TestLink;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Redis does what it was asked for, and who asked learns of it late. */
final class HeldAnswers {

  /** Longer than a test waits for anything: one that needs an answer that is held fails. */
  private static final int MAX_HELD_S = 30;

  private HeldAnswers() {}

  /**
   * Runs a task on the thread that hears Redis' answers about a key, which then hears nothing until
   * released. Other connections of that link may live on that thread: to look at Redis meanwhile
   * takes another link.
   */
  static void thenHold(TestLink link, String key, Runnable task, CountDownLatch release) {
    RedisBatch batch = link.link().batch();
    var _ =
        batch
            .get(Bytes.of("nothing:" + key.substring(key.indexOf('{'), key.indexOf('}') + 1)))
            .thenRun(() -> {
              task.run();
              try {
                assertThat(release.await(MAX_HELD_S, TimeUnit.SECONDS)).isTrue();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    batch.send();
  }
}
