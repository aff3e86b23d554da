package chat.tacet.relay.connection;

import chat.tacet.relay.frame.MailId;
import chat.tacet.relay.limits.RelayLimits;
import chat.tacet.relay.mailbox.HeldMail;
import chat.tacet.relay.mailbox.Letter;
import chat.tacet.relay.mailbox.MailBatch;
import chat.tacet.relay.mailbox.Mailboxes;
import chat.tacet.relay.mailbox.redis.RedisMailboxes;
import chat.tacet.relay.mailbox.redis.Uncollected;
import chat.tacet.relay.redis.RedisLink;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Real mailboxes, which break when the test says so. */
final class BreakableMailboxes implements Mailboxes {

  private final RedisMailboxes mailboxes;

  /** Of each call, how many letters it had. */
  final List<Integer> together = new ArrayList<>();

  volatile boolean broken;

  /** Letters are answered before their sender's loop goes on, if they can be. */
  volatile boolean slow;

  BreakableMailboxes(RedisLink redis, RelayLimits limits) {
    var clock = InstantSource.system();
    this.mailboxes =
        new RedisMailboxes(redis, limits, new Uncollected(redis, limits, clock), clock);
  }

  @Override
  public Posting post(List<Letter> letters, Executor executor) {
    if (broken) {
      throw new IllegalStateException("broken");
    }
    together.add(letters.size());
    Posting posting = mailboxes.post(letters, executor);
    if (slow) {
      pauseUntil(posting.begun());
    }
    return posting;
  }

  private static void pauseUntil(CompletionStage<Void> begun) {
    try {
      begun.toCompletableFuture().get(20, TimeUnit.MILLISECONDS);
    } catch (TimeoutException theLoopItselfIsNeededForIt) {
      // Then nothing can go wrong.
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public boolean goesAlone(Letter letter) {
    return mailboxes.goesAlone(letter);
  }

  @Override
  public CompletionStage<MailBatch> read(UUID device, MailId after, int limit) {
    return mailboxes.read(device, after, limit);
  }

  @Override
  public CompletionStage<List<HeldMail>> find(UUID device, List<MailId> ids) {
    return mailboxes.find(device, ids);
  }

  @Override
  public CompletionStage<Void> acknowledge(UUID device, List<HeldMail> mails) {
    return mailboxes.acknowledge(device, mails);
  }

  @Override
  public CompletionStage<Void> delete(UUID device) {
    return mailboxes.delete(device);
  }

  @Override
  public CompletionStage<Long> lastSendCounter(UUID device) {
    return mailboxes.lastSendCounter(device);
  }
}
