package chat.tacet.relay.mailbox.redis;

import chat.tacet.relay.frame.Ids;
import chat.tacet.relay.frame.SealedPiece;
import chat.tacet.relay.limits.RelayLimits;
import chat.tacet.relay.mailbox.BodyKey;
import chat.tacet.relay.mailbox.Letter;
import chat.tacet.relay.redis.Bytes;
import chat.tacet.relay.redis.LuaScript;
import chat.tacet.relay.redis.RedisBatch;
import java.util.Collection;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** Contents stored once for several mailboxes, each with the set of devices that wait for it. */
final class SharedBodies {

  private static final LuaScript PUT = LuaScript.load(SharedBodies.class, "body_put.lua");
  private static final LuaScript RELEASE = LuaScript.load(SharedBodies.class, "body_release.lua");

  private final byte[] lifetime;

  SharedBodies(RelayLimits.Mailbox limits) {
    this.lifetime = Bytes.of(limits.retention().plus(limits.bodyExtra()).toMillis());
  }

  /** What became of a content. */
  enum Put {
    CONFLICT,
    STORED,
    KNOWN
  }

  /** Adds the write of a letter's content. */
  CompletableFuture<Put> put(RedisBatch batch, BodyKey key, Letter letter) {
    byte[][] args = new byte[2 + letter.keys().size()][];
    args[0] = letter.content().toByteArray();
    args[1] = lifetime;
    int next = 2;
    for (SealedPiece piece : letter.keys()) {
      args[next++] = Ids.bytes(piece.to().device());
    }
    return batch
        .number(PUT, MailboxKeys.body(key), args)
        .thenApply(answer -> Put.values()[answer.intValue()]);
  }

  /** Adds the note that devices wait no longer; answers how many still do. */
  CompletableFuture<Long> release(RedisBatch batch, BodyKey key, Collection<UUID> devices) {
    byte[][] args = devices.stream().map(Ids::bytes).toArray(byte[][]::new);
    return batch.number(RELEASE, MailboxKeys.body(key), args);
  }

  /** Adds the reading of a content; null inside the future when it is gone. */
  CompletableFuture<byte[]> get(RedisBatch batch, BodyKey key) {
    return batch.get(MailboxKeys.body(key)[0]);
  }
}
