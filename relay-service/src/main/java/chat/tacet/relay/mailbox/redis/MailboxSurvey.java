package chat.tacet.relay.mailbox.redis;

import chat.tacet.relay.frame.MailId;
import chat.tacet.relay.redis.RedisLink;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/** Counts what waits in mailboxes, without looking at any of it. */
public final class MailboxSurvey {

  private final RedisLink redis;

  public MailboxSurvey(RedisLink redis) {
    this.redis = redis;
  }

  /** Entries that wait for a device; none if it never had mail. */
  public CompletionStage<Long> waiting(UUID device) {
    return redis.commands().xlen(MailboxKeys.stream(device));
  }

  /** When the oldest entry was stored, in epoch milliseconds; empty if nothing waits. */
  CompletionStage<Optional<Long>> oldest(byte[] stream) {
    return redis
        .commands()
        .xrange(stream, Range.unbounded(), Limit.from(1))
        .thenApply(MailboxSurvey::storedAt);
  }

  private static Optional<Long> storedAt(List<StreamMessage<byte[], byte[]>> entries) {
    return entries.stream().findFirst().map(entry -> MailId.parse(entry.getId()).millis());
  }
}
