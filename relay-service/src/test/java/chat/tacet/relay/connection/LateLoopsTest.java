package chat.tacet.relay.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.util.concurrent.DefaultEventExecutor;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LateLoopsTest {

  private final AtomicLong now = new AtomicLong();
  private final LateLoops loops = new LateLoops(now::get);
  private final DefaultEventExecutor loop = new DefaultEventExecutor();
  private final DefaultEventExecutor other = new DefaultEventExecutor();

  @AfterEach
  void end() {
    var _ = loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    var _ = other.shutdownGracefully(0, 0, TimeUnit.SECONDS);
  }

  @Test
  void aLoopIsLateWhileItDoesNotComeRoundAndNotAnyMoreOnceItHas() {
    assertThat(loops.isLate(loop)).isFalse();
    assertThat(loops.isLate(other)).isFalse();
    var released = new CountDownLatch(1);
    var holding = new CountDownLatch(1);
    loop.execute(() -> {
      holding.countDown();
      hold(released);
    });
    hold(holding);

    now.addAndGet(TimeUnit.SECONDS.toNanos(2));

    assertThat(loops.isLate(loop)).isTrue();
    await().until(() -> !loops.isLate(other));
    assertThat(loops.isLate(loop)).as("it is held yet").isTrue();
    released.countDown();
    await().until(() -> !loops.isLate(loop));
  }

  private static void hold(CountDownLatch until) {
    try {
      assertThat(until.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }
}
