package chat.tacet.relay.mailbox.redis;

import chat.tacet.relay.limits.RelayLimits;
import chat.tacet.relay.redis.Bytes;
import chat.tacet.relay.redis.LuaScript;
import chat.tacet.relay.redis.RedisBatch;
import chat.tacet.relay.redis.RedisLink;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.scheduler.Schedulers;

/**
 * How many bytes of an account's mail lie in the store because nobody has collected them.
 *
 * <p>Mailboxes live in other slots, so no script can change both: what is lost between the two is
 * forgotten with the period in which it was sent, at the latest one retention and one period later,
 * as is mail that expired. So this node may as well gather what it counts for a moment: most mail
 * is collected at once, and what came and went in between is never written.
 */
public final class Uncollected {

  private static final LuaScript COUNT = LuaScript.load(Uncollected.class, "uncollected.lua");

  /**
   * What an entry takes beside its fields: what a stream needs for it (150 to 1,100 bytes were
   * measured), and that deleted neighbours stay until all of a node of 1 KiB are.
   */
  private static final int ENTRY_OVERHEAD = 512;

  /** How many periods a retention has: few numbers for an account, and forgotten soon enough. */
  private static final int PERIODS = 10;

  /**
   * How long counts are gathered: what a node that is killed forgets. Far below the time for which
   * {@link StoreCapacity} believes what it read.
   */
  private static final long GATHER_MILLIS = 250;

  private final RedisLink redis;
  private final InstantSource clock;
  private final long period;
  private final byte[] lifetime;
  private final ConcurrentHashMap<Count, Long> gathered = new ConcurrentHashMap<>();
  private final AtomicBoolean writing = new AtomicBoolean();

  public Uncollected(RedisLink redis, RelayLimits limits, InstantSource clock) {
    this.redis = redis;
    this.clock = clock;
    long retention = limits.mailbox().retention().toMillis();
    this.period = Math.max(1, retention / PERIODS);
    this.lifetime = Bytes.of(retention + period);
  }

  /** What an account's mail of one period is counted under. */
  private record Count(UUID account, long period) {}

  /** What an entry with so many bytes of its own takes, the shared body apart. */
  static long ofEntry(int ownBytes) {
    return (long) ownBytes + ENTRY_OVERHEAD;
  }

  /** Counts bytes of mail that was sent at a time; negative ones were collected. */
  void count(UUID account, long sentAtMillis, long bytes) {
    gathered.merge(new Count(account, sentAtMillis / period), bytes, Long::sum);
    if (writing.compareAndSet(false, true)) {
      var _ = Schedulers.parallel().schedule(this::write, GATHER_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /** Writes what was gathered. Nobody waits for it. */
  public void write() {
    // First, so that what is counted from here on is written by somebody.
    writing.set(false);
    RedisBatch batch = redis.batch();
    gathered
        .keySet()
        .forEach(count -> {
          var _ = add(batch, count);
        });
    batch.send();
  }

  private Optional<CompletableFuture<Long>> add(RedisBatch batch, Count count) {
    Long bytes = gathered.remove(count);
    if (bytes == null || bytes == 0) {
      return Optional.empty();
    }
    return Optional.of(
        batch.number(
            COUNT,
            new byte[][] {MailboxKeys.uncollected(count.account())},
            Bytes.of(count.period()),
            Bytes.of(bytes),
            Bytes.of(oldest()),
            lifetime));
  }

  /** The bytes that lie there now. */
  CompletionStage<Long> read(UUID account) {
    RedisBatch batch = redis.batch();
    List<CompletableFuture<?>> written = new ArrayList<>();
    for (long one = oldest(); one <= clock.millis() / period; one++) {
      add(batch, new Count(account, one)).ifPresent(written::add);
    }
    // On the wire of all that is counted for the account, so that it comes behind what was sent.
    CompletableFuture<Map<byte[], byte[]>> all = batch.hash(MailboxKeys.uncollected(account));
    batch.send();
    return CompletableFuture.allOf(written.toArray(CompletableFuture[]::new))
        .thenCombine(all, (done, periods) -> sum(periods));
  }

  private long sum(Map<byte[], byte[]> periods) {
    long oldest = oldest();
    long sum =
        periods.entrySet().stream()
            .filter(entry -> Long.parseLong(Bytes.text(entry.getKey())) >= oldest)
            .mapToLong(entry -> Long.parseLong(Bytes.text(entry.getValue())))
            .sum();
    return Math.max(0, sum);
  }

  private long oldest() {
    return clock.millis() / period - PERIODS;
  }
}
