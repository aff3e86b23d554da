package chat.tacet.relay.mailbox.redis;

import chat.tacet.relay.limits.RelayLimits;
import chat.tacet.relay.redis.Bytes;
import chat.tacet.relay.redis.LuaScript;
import chat.tacet.relay.redis.RedisBatch;
import chat.tacet.relay.redis.RedisLink;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * How many bytes of an account's mail lie in the store because nobody has collected them.
 *
 * <p>Mailboxes live in other slots, so no script can change both: what is lost between the two is
 * forgotten with the period in which it was sent, at the latest one retention and one period later,
 * as is mail that expired.
 */
final class Uncollected {

  private static final LuaScript COUNT = LuaScript.load(Uncollected.class, "uncollected.lua");

  /**
   * What an entry takes beside its fields: what a stream needs for it (150 to 1,100 bytes were
   * measured), and that deleted neighbours stay until all of a node of 1 KiB are.
   */
  private static final int ENTRY_OVERHEAD = 512;

  /** How many periods a retention has: few numbers for an account, and forgotten soon enough. */
  private static final int PERIODS = 10;

  private final RedisLink redis;
  private final InstantSource clock;
  private final long period;
  private final byte[] lifetime;

  Uncollected(RedisLink redis, RelayLimits.Mailbox limits, InstantSource clock) {
    this.redis = redis;
    this.clock = clock;
    long retention = limits.retention().toMillis();
    this.period = Math.max(1, retention / PERIODS);
    this.lifetime = Bytes.of(retention + period);
  }

  /** What an entry with so many bytes of its own takes, the shared body apart. */
  static long ofEntry(int ownBytes) {
    return (long) ownBytes + ENTRY_OVERHEAD;
  }

  /** The number of the period in which mail was sent. */
  long periodOf(long millis) {
    return millis / period;
  }

  /** Adds the counting of bytes; negative ones were collected. */
  CompletableFuture<Long> count(RedisBatch batch, UUID account, long inPeriod, long bytes) {
    return batch.number(
        COUNT,
        new byte[][] {MailboxKeys.uncollected(account)},
        Bytes.of(inPeriod),
        Bytes.of(bytes),
        Bytes.of(oldest()),
        lifetime);
  }

  /** The bytes that lie there now. */
  CompletionStage<Long> read(UUID account) {
    return redis.commands().hgetall(MailboxKeys.uncollected(account)).thenApply(this::sum);
  }

  private long sum(Map<byte[], byte[]> periods) {
    long oldest = oldest();
    return periods.entrySet().stream()
        .filter(entry -> Long.parseLong(Bytes.text(entry.getKey())) >= oldest)
        .mapToLong(entry -> Long.parseLong(Bytes.text(entry.getValue())))
        .sum();
  }

  private long oldest() {
    return periodOf(clock.millis()) - PERIODS;
  }
}
