package chat.tacet.relay.mailbox.redis;

import chat.tacet.relay.mailbox.HeldMail;
import chat.tacet.relay.redis.Bytes;
import chat.tacet.relay.redis.LuaScript;
import chat.tacet.relay.redis.RedisBatch;
import chat.tacet.relay.redis.RedisLink;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Takes entries out of one mailbox, and what they took off the count of their senders. */
final class Acknowledger {

  private static final LuaScript ACKNOWLEDGE =
      LuaScript.load(Acknowledger.class, "acknowledge.lua");

  private final RedisLink redis;
  private final SharedBodies bodies;
  private final Uncollected uncollected;

  Acknowledger(RedisLink redis, SharedBodies bodies, Uncollected uncollected) {
    this.redis = redis;
    this.bodies = bodies;
    this.uncollected = uncollected;
  }

  CompletionStage<Void> acknowledge(UUID device, List<HeldMail> mails) {
    byte[][] args = new byte[2 * mails.size()][];
    for (int i = 0; i < mails.size(); i++) {
      args[2 * i] = Bytes.of(mails.get(i).id().toString());
      args[2 * i + 1] = Bytes.of(mails.get(i).size());
    }
    byte[][] keys = {MailboxKeys.stream(device), MailboxKeys.index(device)};
    RedisBatch batch = redis.batch();
    // Entries before bodies: what is interrupted in between leaves a body to its expiry, and never
    // an entry without one.
    CompletableFuture<byte[]> deleted = batch.bytes(ACKNOWLEDGE, keys, args);
    List<CompletableFuture<@Nullable Long>> waiting = new ArrayList<>(mails.size());
    for (HeldMail mail : mails) {
      waiting.add(
          mail.body() == null
              ? CompletableFuture.completedFuture(null)
              : bodies.release(batch, mail.body(), List.of(device)));
    }
    batch.send();
    return CompletableFuture.allOf(waiting.toArray(CompletableFuture[]::new))
        .thenCombine(
            deleted,
            (done, were) -> {
              giveBack(mails, were, waiting);
              return null;
            });
  }

  /** Nobody waits for it: the entries are gone, and a lost count is forgotten with its period. */
  private void giveBack(
      List<HeldMail> mails, byte[] were, List<CompletableFuture<@Nullable Long>> waiting) {
    for (int i = 0; i < mails.size(); i++) {
      HeldMail mail = mails.get(i);
      // Only who deletes an entry gives it back, and the last of a shared body that body.
      if (were[i] == 1) {
        long bytes = Uncollected.ofEntry(mail.ownBytes());
        if (Long.valueOf(0).equals(waiting.get(i).join())) {
          bytes += mail.sharedBytes();
        }
        uncollected.count(mail.sender(), mail.id().millis(), -bytes);
      }
    }
  }
}
