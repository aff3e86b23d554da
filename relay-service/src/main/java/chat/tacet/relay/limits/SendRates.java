package chat.tacet.relay.limits;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.time.Duration;
import java.util.UUID;

/**
 * How fast each device sends: with a socket, with the next one, and without. Calls come from any
 * thread.
 */
public final class SendRates {

  /** How long it may be kept without being asked for anew: far longer than a connection's tick. */
  public static final Duration UNASKED = Duration.ofMinutes(1);

  private final LoadingCache<UUID, OfDevice> devices;

  public SendRates(RelayLimits limits) {
    RelayLimits.Rate rate = limits.rate();
    devices =
        Caffeine.newBuilder()
            .maximumSize(limits.rest().maxDevices())
            // After that also a bucket that owed as much as it holds is full again, so forgetting
            // it changes nothing.
            .expireAfterAccess(UNASKED.plusSeconds(1 + 2 * rate.sendsBurst() / rate.sends()))
            .executor(Runnable::run)
            .build(device -> new OfDevice(limits));
  }

  /** To be asked for anew within {@link #UNASKED} by whoever keeps it, or it may be forgotten. */
  public OfDevice of(UUID device) {
    return devices.get(device);
  }

  /** One device. */
  public static final class OfDevice {

    private final TokenBucket sends;
    private final RelayLimits.Directory directory;

    private OfDevice(RelayLimits limits) {
      RelayLimits.Rate rate = limits.rate();
      sends = new TokenBucket(rate.sends(), rate.sendsBurst(), System.nanoTime());
      directory = limits.directory();
    }

    /** Whether another message may come now. */
    public synchronized boolean tryTake() {
      return sends.tryTake(1, System.nanoTime());
    }

    /** When the next one may come. */
    public synchronized Duration untilNext() {
      return Duration.ofMillis(sends.millisUntil(1));
    }

    /** Makes it pay for documents of the directory that were read anew for one of its messages. */
    public synchronized void chargeReads(int reads) {
      sends.charge(reads / directory.readsPerSend(), System.nanoTime());
    }
  }
}
