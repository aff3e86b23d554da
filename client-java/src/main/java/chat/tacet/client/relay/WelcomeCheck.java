package chat.tacet.client.relay;

import chat.tacet.contracts.relay.v1.Welcome;

/** Refuses a Welcome that no relay of this version sends, so that nothing later divides by it. */
final class WelcomeCheck {

  private static final int PROTOCOL_VERSION = 1;

  /** The header of a message to a full group has about 6,000 bytes and is in one frame, [F-2]. */
  private static final int LEAST_FRAME_BYTES = 16_384;

  private static final int LEAST_PING_INTERVAL_MS = 1_000;

  /** As much mail as is held in memory at once, of at most 64 kB each, [F-2]. */
  private static final int MOST_UNACKNOWLEDGED = 4_096;

  private WelcomeCheck() {}

  static boolean holds(Welcome welcome) {
    return welcome.getProtocolVersion() == PROTOCOL_VERSION
        && welcome.getMaxFrameBytes() >= LEAST_FRAME_BYTES
        && welcome.getMaxFrameBytes() <= FrameReader.MAX_FRAME_BYTES
        && welcome.getMaxContentBytes() > 0
        && welcome.getMaxSendBytes() > 0
        && welcome.getDeliveryWindow() > 0
        && welcome.getDeliveryWindow() <= MOST_UNACKNOWLEDGED
        && welcome.getPingIntervalMs() >= LEAST_PING_INTERVAL_MS
        && welcome.getLastSendCounter() >= 0;
  }
}
