package chat.tacet.relay.wake;

import chat.tacet.relay.limits.RelayLimits;
import chat.tacet.relay.redis.Bytes;
import chat.tacet.relay.redis.LuaScript;
import chat.tacet.relay.redis.RedisBatch;
import chat.tacet.relay.redis.RedisLink;
import io.lettuce.core.SetArgs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Which connection holds which device: {@code mb:{device}:at}, a lease in the device's own slot, so
 * that the script that appends mail can say whom to wake.
 */
public final class DeviceLocator {

  private static final LuaScript RENEW = LuaScript.load(DeviceLocator.class, "renew.lua");
  private static final LuaScript RELEASE = LuaScript.load(DeviceLocator.class, "release.lua");

  private final RedisLink redis;
  private final long leaseMillis;

  public DeviceLocator(RedisLink redis, RelayLimits limits) {
    this.redis = redis;
    this.leaseMillis = limits.connection().lease().toMillis();
  }

  /** Takes a device; answers who held it until now, null if nobody did. */
  public CompletionStage<@Nullable String> claim(UUID device, String holder) {
    return redis
        .commands()
        .setGet(key(device), Bytes.of(holder), SetArgs.Builder.px(leaseMillis))
        .thenApply(before -> before == null ? null : Bytes.text(before));
  }

  /** How a connection stands with its device. */
  public enum Standing {
    /** A newer connection holds the device. */
    LOST,
    HELD_WITHOUT_MAIL,
    HELD_WITH_MAIL,
    /** Nobody knows: the store is away, has lost its scripts, or has too much to do. */
    UNKNOWN
  }

  /** Begins renewals that leave in one write. */
  public Renewals renewals() {
    return new Renewals(redis.batch(), Bytes.of(leaseMillis));
  }

  /** Collects renewals of one event loop, then sends them. */
  public static final class Renewals {

    private final RedisBatch batch;
    private final byte[] lease;

    private Renewals(RedisBatch batch, byte[] lease) {
      this.batch = batch;
      this.lease = lease;
    }

    /** Renews a lease, and looks whether there is mail. Never fails. */
    public CompletionStage<Standing> add(UUID device, String holder) {
      return batch
          .number(RENEW, new byte[][] {key(device), mailbox(device)}, Bytes.of(holder), lease)
          .handle((answer, failure) -> failure == null ? standing(answer) : Standing.UNKNOWN);
    }

    /** Sends what was collected. */
    public void send() {
      batch.send();
    }

    private static Standing standing(long answer) {
      if (answer < 0) {
        return Standing.LOST;
      }
      return answer == 0 ? Standing.HELD_WITHOUT_MAIL : Standing.HELD_WITH_MAIL;
    }
  }

  /** Gives a device up, unless a newer connection took it. */
  public CompletionStage<Long> release(UUID device, String holder) {
    RedisBatch batch = redis.batch();
    CompletableFuture<Long> answer =
        batch.number(RELEASE, new byte[][] {key(device)}, Bytes.of(holder));
    batch.send();
    return answer;
  }

  /** Who holds these devices; those nobody holds are left out. */
  public CompletionStage<Map<UUID, String>> find(List<UUID> devices) {
    RedisBatch batch = redis.batch();
    List<CompletableFuture<byte[]>> answers = new ArrayList<>(devices.size());
    devices.forEach(device -> answers.add(batch.get(key(device))));
    batch.send();
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .thenApply(done -> {
          Map<UUID, String> holders = new HashMap<>();
          for (int i = 0; i < answers.size(); i++) {
            String holder = Bytes.text(answers.get(i).join());
            if (!holder.isEmpty()) {
              holders.put(devices.get(i), holder);
            }
          }
          return holders;
        });
  }

  private static byte[] key(UUID device) {
    return Bytes.of("mb:{" + device + "}:at");
  }

  /** The stream of package {@code mailbox}; only looked at. */
  private static byte[] mailbox(UUID device) {
    return Bytes.of("mb:{" + device + "}:s");
  }
}
