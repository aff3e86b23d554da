package chat.tacet.client.engine;

import chat.tacet.client.protocol.Limits;
import chat.tacet.client.protocol.identity.TheirDevice;
import chat.tacet.client.protocol.pair.DeviceAddress;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Devices that have no prekeys, as far as this engine was told since it began, [PK-7]. */
final class MissingPrekeys {

  /** Between two questions about one device. */
  private static final long ASK_AFTER_MS = 1_000;

  /** The same for one that is without for long. The service answers twenty an hour (rest.md). */
  private static final long ASK_AT_LEAST_EVERY_MS = 600_000;

  private final Setup setup;
  private final Map<DeviceAddress, Missing> all = new HashMap<>();

  MissingPrekeys(Setup setup) {
    this.setup = setup;
  }

  /** How often a device was asked for, first and last. */
  private record Missing(long since, long asked, int times) {}

  /** Whether it has been without for twice as long as at the last question. */
  boolean mayAsk(TheirDevice device) {
    Missing missing = of(device);
    if (missing == null) {
      return true;
    }
    long pause = Math.min(missing.asked - missing.since, ASK_AT_LEAST_EVERY_MS);
    return isAgo(missing.asked, Math.max(pause, ASK_AFTER_MS));
  }

  void missed(TheirDevice device) {
    Missing before = of(device);
    long now = setup.now();
    all.put(
        address(device),
        before == null
            ? new Missing(now, now, 1)
            : new Missing(before.since, now, before.times + 1));
  }

  void found(TheirDevice device) {
    all.remove(address(device));
  }

  /**
   * Whether what was written then waits for it no more. After the first question its list is asked
   * for anew: it may not name the device any longer.
   */
  boolean isOver(TheirDevice device, long writtenAt) {
    Missing missing = of(device);
    return missing != null
        && missing.times > 1
        && (isAgo(missing.since, Limits.PREKEYS_WAIT_MS)
            || isAgo(writtenAt, Limits.PREKEYS_WAIT_MS));
  }

  // [S-11] In either direction.
  private boolean isAgo(long from, long milliseconds) {
    return Math.abs(setup.now() - from) >= milliseconds;
  }

  private @Nullable Missing of(TheirDevice device) {
    return all.get(address(device));
  }

  private static DeviceAddress address(TheirDevice device) {
    return new DeviceAddress(device.account(), device.id());
  }
}
