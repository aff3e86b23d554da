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

  /**
   * The same for one that is without for long, and the longest pause that the service may ask for.
   * It answers twenty an hour (rest.md).
   */
  private static final long ASK_AT_LEAST_EVERY_MS = 600_000;

  private final Setup setup;
  private final Map<DeviceAddress, Missing> all = new HashMap<>();

  MissingPrekeys(Setup setup) {
    this.setup = setup;
  }

  /**
   * A device that had none.
   *
   * @param since when none were found first, milliseconds
   * @param asked when it was asked for last
   * @param pause how long the service wants to hear no more of it after that, milliseconds
   * @param listed whether a list of its account that was asked for since names it
   */
  private record Missing(long since, long asked, long pause, boolean listed) {}

  /**
   * Whether it has been without for twice as long as at the last question, or for as long as it is
   * waited for: nothing becomes a blank then before it was asked for once more.
   */
  boolean mayAsk(TheirDevice device) {
    Missing missing = of(device);
    if (missing == null) {
      return true;
    }
    // [S-11] A clock that was set back says nothing of how long it was.
    long without = Math.abs(missing.asked - missing.since);
    long pause = Math.min(Math.max(without, missing.pause), ASK_AT_LEAST_EVERY_MS);
    return ago(missing.asked) >= Math.max(pause, ASK_AFTER_MS)
        || hasReached(Limits.PREKEYS_LEAST_WAIT_MS, missing)
        || hasReached(Limits.PREKEYS_WAIT_MS, missing);
  }

  /** Whether it has been without for so long, and had not been at the last question. */
  private boolean hasReached(long wait, Missing missing) {
    return ago(missing.since) >= wait && Math.abs(missing.asked - missing.since) < wait;
  }

  /** Whether there were none when it was asked for last. */
  boolean has(TheirDevice device) {
    return of(device) != null;
  }

  /** It was asked for, and nothing says that there are any. */
  void missed(TheirDevice device, long pause) {
    Missing before = of(device);
    long now = setup.now();
    all.put(
        address(device),
        before == null
            ? new Missing(now, now, pause, false)
            : new Missing(before.since, now, pause, before.listed));
  }

  /** Its list was asked for since, and names it. */
  void listed(TheirDevice device) {
    all.computeIfPresent(
        address(device),
        (_, missing) -> new Missing(missing.since, missing.asked, missing.pause, true));
  }

  boolean isListed(TheirDevice device) {
    Missing missing = of(device);
    return missing != null && missing.listed;
  }

  /** There are some, or nobody has to ask any more. */
  void forget(TheirDevice device) {
    all.remove(address(device));
  }

  /** For how long what was written then waits for it still, milliseconds. */
  long remaining(TheirDevice device, long writtenAt) {
    Missing missing = of(device);
    if (missing == null) {
      return Limits.PREKEYS_WAIT_MS;
    }
    long ofDevice = Limits.PREKEYS_WAIT_MS - ago(missing.since);
    long ofContent = Limits.PREKEYS_WAIT_MS - ago(writtenAt);
    long atLeast = Limits.PREKEYS_LEAST_WAIT_MS - ago(missing.since);
    return Math.max(0, Math.min(ofDevice, Math.max(ofContent, atLeast)));
  }

  // [S-11] In either direction.
  private long ago(long time) {
    return Math.abs(setup.now() - time);
  }

  private @Nullable Missing of(TheirDevice device) {
    return all.get(address(device));
  }

  private static DeviceAddress address(TheirDevice device) {
    return new DeviceAddress(device.account(), device.id());
  }
}
