package chat.tacet.relay.mailbox.redis;

import chat.tacet.relay.mailbox.HeldMail;
import chat.tacet.relay.redis.Bytes;
import chat.tacet.relay.redis.LuaScript;
import chat.tacet.relay.redis.RedisBatch;
import chat.tacet.relay.redis.RedisLink;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

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

  /**
   * @param mails each once
   */
  CompletionStage<Void> acknowledge(UUID device, List<HeldMail> mails) {
    byte[][] keys = {MailboxKeys.stream(device), MailboxKeys.index(device)};
    RedisBatch batch = redis.batch();
    // Entries before bodies: what is interrupted in between leaves a body to its expiry, and never
    // an entry without one.
    CompletableFuture<byte[]> deleted = batch.bytes(ACKNOWLEDGE, keys, args(mails));
    List<CompletableFuture<?>> done = new ArrayList<>();
    // Whatever becomes of the bodies: who acknowledges again is told that the entries were gone.
    done.add(deleted.thenAccept(were -> giveBack(mails, were)));
    for (int i = 0; i < mails.size(); i++) {
      HeldMail mail = mails.get(i);
      if (mail.body() != null) {
        int at = i;
        done.add(
            deleted.thenAcceptBoth(
                bodies.collected(batch, mail.body(), device),
                (were, others) -> giveBackBody(mail, were[at], others)));
      }
    }
    batch.send();
    return CompletableFuture.allOf(done.toArray(CompletableFuture[]::new));
  }

  private static byte[][] args(List<HeldMail> mails) {
    ByteBuffer sizes = ByteBuffer.allocate(Integer.BYTES * mails.size());
    byte[][] args = new byte[1 + mails.size()][];
    args[0] = sizes.array();
    int next = 1;
    for (HeldMail mail : mails) {
      sizes.putInt(mail.size());
      args[next++] = Bytes.of(mail.id().toString());
    }
    return args;
  }

  /**
   * Nobody waits for it: the entries are gone, and a lost count is forgotten with its period. What
   * was gone before is not given back once more: whoever collects the same twice at the same time
   * must not win anything by that.
   */
  private void giveBack(List<HeldMail> mails, byte[] deleted) {
    for (int i = 0; i < mails.size(); i++) {
      if (deleted[i] == '1') {
        HeldMail mail = mails.get(i);
        uncollected.count(mail.sender(), mail.id().millis(), -Uncollected.ofEntry(mail.ownBytes()));
      }
    }
  }

  /** The last of a shared body gives back that body. */
  private void giveBackBody(HeldMail mail, byte deleted, long othersWaiting) {
    if (deleted == '1' && othersWaiting == 0) {
      uncollected.count(mail.sender(), mail.id().millis(), -mail.sharedBytes());
    }
  }
}
