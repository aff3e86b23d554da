package chat.tacet.relay.system;

import chat.tacet.relay.ExpectedDevice;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts how often it is asked to connect again, and stays. */
final class RetiredDevice extends ExpectedDevice {

  final AtomicInteger told = new AtomicInteger();

  RetiredDevice() {
    super(UUID.randomUUID());
  }

  @Override
  public void retire(Duration atMost) {
    told.incrementAndGet();
  }
}
