package chat.tacet.relay.mailbox.redis;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Time that passes when a test says so. */
final class SteppingClock implements InstantSource {

  private Instant now = Instant.parse("2026-11-23T10:00:00Z");

  void pass(Duration time) {
    now = now.plus(time);
  }

  @Override
  public Instant instant() {
    return now;
  }
}
