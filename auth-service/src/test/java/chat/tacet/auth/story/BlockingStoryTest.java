package chat.tacet.auth.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.tacet.kit.testing.NonBlocking;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import reactor.blockhound.BlockingOperationError;
import reactor.core.publisher.Mono;

/** The guard that the other stories rely on is awake. */
class BlockingStoryTest {

  @Test
  void whoeverBlocksAnEventLoopIsCaught() {
    try (var auth = RunningAuth.on(Database.SQLITE)) {
      assertThat(new Device(auth, Person.called("alice")).get("/livez").status()).isEqualTo(200);
      assertThatThrownBy(() ->
              Mono.delay(Duration.ofMillis(1))
                  .doOnNext(tick -> LockSupport.parkNanos(1_000_000))
                  .block(Duration.ofSeconds(10)))
          .hasRootCauseInstanceOf(BlockingOperationError.class);
      assertThat(NonBlocking.seen()).isNotEmpty();
    }
  }
}
