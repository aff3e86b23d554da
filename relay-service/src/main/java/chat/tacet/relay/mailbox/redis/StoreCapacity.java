package chat.tacet.relay.mailbox.redis;

import chat.tacet.relay.limits.RelayLimits;
import chat.tacet.relay.mailbox.Capacity;
import chat.tacet.relay.mailbox.Letter;
import chat.tacet.relay.mailbox.redis.StoreGauge.Room;
import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Room for mail in Redis, and a fair share of it: what an account may have lying uncollected
 * shrinks with the square of the room that is free. So accounts that work together never take all
 * of it: with a quarter of an empty store for one, {@code n} of them, one after the other, leave
 * {@code 1 / (1 + n / 4)} of the room. Eight leave a third, and there a share is a 36th; a hundred
 * leave a 26th, and shares of 140 KB in a store of 512 MB, enough to write to friends who come by.
 * A fixed share could not do both: leave room, and be large for people whose friends have devices
 * they forgot.
 */
public final class StoreCapacity implements Capacity {

  private final StoreGauge gauge;
  private final RelayLimits.Space limits;
  private final int sharedBodyAbove;
  private final Uncollected uncollected;

  /** As read, plus what this node took since. */
  private final AsyncCache<UUID, AtomicLong> senders;

  public StoreCapacity(StoreGauge gauge, Uncollected uncollected, RelayLimits limits) {
    this.gauge = gauge;
    this.limits = limits.space();
    this.sharedBodyAbove = limits.mailbox().sharedBodyAbove();
    this.uncollected = uncollected;
    this.senders =
        Caffeine.newBuilder()
            .maximumSize(this.limits.maxSenders())
            .expireAfterWrite(this.limits.senderReread())
            .executor(Runnable::run)
            .buildAsync();
  }

  @Override
  public CompletionStage<Space> space(Letter letter) {
    Room room = gauge.room().orElse(null);
    if (room == null) {
      return CompletableFuture.failedStage(new IllegalStateException("fullness unknown"));
    }
    if (room.free() <= 0) {
      return CompletableFuture.completedStage(Space.STORE_FULL);
    }
    return senders
        .get(letter.sender().account(), (account, executor) -> read(account))
        .thenApply(lying -> {
          long bytes = bytesOf(letter);
          if (lying.get() + bytes > share(room)) {
            return Space.SENDER_WAITS;
          }
          lying.addAndGet(bytes);
          gauge.take(bytes);
          return Space.FREE;
        });
  }

  private double share(Room room) {
    double empty = (double) room.free() / room.total();
    return limits.senderShare() * room.total() * empty * empty;
  }

  private CompletableFuture<AtomicLong> read(UUID account) {
    return uncollected.read(account).thenApply(AtomicLong::new).toCompletableFuture();
  }

  private long bytesOf(Letter letter) {
    int copies = letter.keys().size() <= sharedBodyAbove ? letter.keys().size() : 1;
    return (long) copies * letter.content().size()
        + letter.keys().stream().mapToLong(key -> Uncollected.ofEntry(key.sealed().size())).sum();
  }
}
