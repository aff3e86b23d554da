package chat.tacet.relay.system;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.kit.boot.PublicUrl;
import chat.tacet.relay.ExpectedDevice;
import chat.tacet.relay.TestLimits;
import chat.tacet.relay.connection.Doorway;
import chat.tacet.relay.limits.RelayLimits;
import chat.tacet.relay.roster.Roster;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FarewellTest {

  private final RelayLimits limits =
      TestLimits.with(Map.of("connection.drain", "50ms", "connection.move-within", "50ms"));
  private final Roster roster = new Roster();
  private final CountDownLatch beingTold = new CountDownLatch(1);
  private final CountDownLatch told = new CountDownLatch(1);

  @Test
  void theNodeEndsOnlyWhenNobodyIsBeingToldAnyMore() throws InterruptedException {
    roster.join(new SlowDevice());
    var farewell =
        new Farewell(
            new Doorway(limits, roster, PublicUrl.parse("http://localhost")), roster, limits);
    var over = new CountDownLatch(1);

    farewell.start();
    farewell.stop(over::countDown);
    assertThat(beingTold.await(10, TimeUnit.SECONDS)).isTrue();

    assertThat(over.await(1, TimeUnit.SECONDS)).as("while the device is being told").isFalse();
    assertThat(farewell.isRunning()).isTrue();
    told.countDown();
    assertThat(over.await(10, TimeUnit.SECONDS)).as("afterwards").isTrue();
    assertThat(farewell.isRunning()).isFalse();
  }

  @Test
  void everybodyIsToldOnce() throws InterruptedException {
    var phones = Stream.generate(RetiredDevice::new).limit(20).toList();
    phones.forEach(roster::join);
    var farewell =
        new Farewell(
            new Doorway(limits, roster, PublicUrl.parse("http://localhost")), roster, limits);
    var over = new CountDownLatch(1);

    farewell.stop(over::countDown);

    assertThat(over.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(phones).allSatisfy(phone -> assertThat(phone.told).hasValue(1));
  }

  /** Its node is so busy that telling it takes longer than all the time there is. */
  private final class SlowDevice extends ExpectedDevice {

    SlowDevice() {
      super(UUID.randomUUID());
    }

    @Override
    public void retire(Duration atMost) {
      beingTold.countDown();
      try {
        assertThat(told.await(10, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException ended) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
