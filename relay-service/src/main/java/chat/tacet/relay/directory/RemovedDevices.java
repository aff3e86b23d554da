package chat.tacet.relay.directory;

import chat.tacet.relay.redis.Bytes;
import chat.tacet.relay.redis.RedisLink;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * {@code dir:removed}: devices whose mail is to be forgotten. {@code social-service} puts them
 * there; relays take them out when it is done.
 */
public final class RemovedDevices {

  /** The sorted set, and the channel that only makes it faster ({@code contracts/events}). */
  public static final String KEY = "dir:removed";

  /** Read at once; the oldest come first, and what is done leaves within a minute. */
  private static final int MAX_READ = 4_096;

  private static final byte[] KEY_BYTES = Bytes.of(KEY);

  private final RedisLink redis;
  private final InstantSource clock;

  public RemovedDevices(RedisLink redis, InstantSource clock) {
    this.redis = redis;
    this.clock = clock;
  }

  /** Those that no relay has taken out yet. */
  public CompletionStage<List<Removal>> read() {
    return redis
        .commands()
        .zrangeWithScores(KEY_BYTES, 0, MAX_READ - 1)
        .thenApply(found ->
            found.stream()
                .flatMap(scored ->
                    Removal.parse(Bytes.text(scored.getValue()), (long) scored.getScore()).stream())
                .toList());
  }

  /** The one that a message on the channel is about. */
  public Optional<Removal> heard(byte[] message) {
    return Removal.parse(Bytes.text(message), clock.millis());
  }

  /** Takes it out: it is done, or the device is back. */
  public CompletionStage<Long> takeOut(Removal removal) {
    return redis.commands().zrem(KEY_BYTES, Bytes.of(removal.member()));
  }
}
