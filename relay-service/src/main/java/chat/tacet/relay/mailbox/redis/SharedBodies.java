package chat.tacet.relay.mailbox.redis;

import chat.tacet.relay.frame.Ids;
import chat.tacet.relay.frame.SealedPiece;
import chat.tacet.relay.limits.RelayLimits;
import chat.tacet.relay.mailbox.BodyKey;
import chat.tacet.relay.mailbox.Letter;
import chat.tacet.relay.redis.Bytes;
import chat.tacet.relay.redis.LuaScript;
import chat.tacet.relay.redis.RedisBatch;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Contents stored once for several mailboxes, each with the devices that wait for it. A sender may
 * repeat a letter while an earlier attempt is still under way, on another node even: each attempt
 * says for itself that a device has to wait, and takes back only what it said.
 */
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

  /** Names one attempt to store a letter. */
  static final class Mark {

    /** Of no attempt: whoever has collected a letter waits for none. */
    private static final Mark NONE = new Mark(new byte[0]);

    private final byte[] bytes;

    private Mark(byte[] bytes) {
      this.bytes = bytes;
    }

    static Mark fresh() {
      long number = ThreadLocalRandom.current().nextLong();
      return new Mark(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    }
  }

  /** Adds the write of a letter's content, for which its devices wait from now on. */
  CompletableFuture<Put> put(RedisBatch batch, BodyKey key, Mark mark, Letter letter) {
    byte[][] args = new byte[3 + letter.keys().size()][];
    args[0] = letter.content().toByteArray();
    args[1] = lifetime;
    args[2] = mark.bytes;
    int next = 3;
    for (SealedPiece piece : letter.keys()) {
      args[next++] = Ids.bytes(piece.to().device());
    }
    return batch
        .number(PUT, MailboxKeys.body(key), args)
        .thenApply(answer -> Put.values()[answer.intValue()]);
  }

  /** Adds the note that an attempt stored nothing for these devices; answers how many wait. */
  CompletableFuture<Long> takeBack(
      RedisBatch batch, BodyKey key, Mark mark, Collection<UUID> devices) {
    byte[][] args = new byte[1 + devices.size()][];
    args[0] = mark.bytes;
    int next = 1;
    for (UUID device : devices) {
      args[next++] = Ids.bytes(device);
    }
    return batch.number(RELEASE, MailboxKeys.body(key), args);
  }

  /**
   * Adds the note that a device has it; answers how many still wait, less than none if there is no
   * content.
   */
  CompletableFuture<Long> collected(RedisBatch batch, BodyKey key, UUID device) {
    return takeBack(batch, key, Mark.NONE, List.of(device));
  }

  /** Adds the reading of a content; null inside the future when it is gone. */
  CompletableFuture<byte[]> get(RedisBatch batch, BodyKey key) {
    return batch.get(MailboxKeys.body(key)[0]);
  }
}
