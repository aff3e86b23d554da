package chat.tacet.client.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.tacet.client.failure.NetworkException;
import chat.tacet.client.failure.UsageException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A call of the program")
class EngineThreadTest {

  private final EngineThread thread = new EngineThread(Runnable::run, () -> {}, () -> {});

  @BeforeEach
  void start() {
    thread.start();
  }

  @AfterEach
  void close() {
    thread.close();
  }

  @Test
  @DisplayName("that was interrupted before its turn is never done: it may be made again")
  void interrupted() throws Exception {
    var busy = new CountDownLatch(1);
    var done = new AtomicInteger();
    thread.post(() -> await(busy));
    var outcome = new CompletableFuture<Throwable>();
    Thread program =
        Thread.ofPlatform()
            .start(() -> {
              try {
                thread.call(answer -> answer.complete(done.incrementAndGet()));
              } catch (RuntimeException failed) {
                outcome.complete(failed);
              }
            });
    while (program.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    program.interrupt();

    assertThat(outcome.get(10, TimeUnit.SECONDS)).isInstanceOf(NetworkException.class);
    busy.countDown();
    assertThat(thread.<Integer>call(answer -> answer.complete(7))).isEqualTo(7);
    assertThat(done).hasValue(0);
  }

  @Test
  @DisplayName("from the engine's own thread, which would wait for itself, is refused at once")
  void own() {
    var outcome = new CompletableFuture<Throwable>();
    thread.post(() -> {
      try {
        thread.<Integer>call(answer -> answer.complete(1));
      } catch (RuntimeException refused) {
        outcome.complete(refused);
      }
    });

    assertThatThrownBy(
            () -> {
              throw outcome.get(2, TimeUnit.SECONDS);
            })
        .isInstanceOf(UsageException.class);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }
}
