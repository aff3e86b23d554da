package chat.tacet.social.system;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.kit.testing.NonBlocking;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import reactor.blockhound.BlockingOperationError;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

class NonBlockingTest {

  /** Without it the stories would prove nothing about blocking. */
  @Test
  void aBlockingCallOnAnEventLoopFails() {
    NonBlocking.watch();
    Mono.delay(Duration.ofMillis(1), Schedulers.parallel())
        .doOnNext(tick -> sleep())
        .as(StepVerifier::create)
        .verifyError(BlockingOperationError.class);
    assertThat(NonBlocking.seen()).isNotEmpty();
  }

  private static void sleep() {
    try {
      Thread.sleep(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
