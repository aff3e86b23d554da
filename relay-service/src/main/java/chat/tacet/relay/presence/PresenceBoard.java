package chat.tacet.relay.presence;

import chat.tacet.relay.limits.RelayLimits;
import chat.tacet.relay.redis.Bytes;
import chat.tacet.relay.redis.LuaScript;
import chat.tacet.relay.redis.RedisBatch;
import chat.tacet.relay.redis.RedisLink;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Who is online, in Redis.
 *
 * <ul>
 *   <li>{@code presence:{account}:on} connections that show the account, each with the end of its
 *       lease; a node renews them, {@link #hide} removes them
 *   <li>{@code presence:{account}:seen} when it was last online; absent for those who hid
 *   <li>{@code presence:leases} all leases of all accounts by their end, so that somebody notices
 *       those of a node that died
 * </ul>
 */
final class PresenceBoard {

  private static final LuaScript SHOW = LuaScript.load(PresenceBoard.class, "show.lua");
  private static final LuaScript HIDE = LuaScript.load(PresenceBoard.class, "hide.lua");
  private static final LuaScript LOOK = LuaScript.load(PresenceBoard.class, "look.lua");
  private static final byte[] LEASES = Bytes.of("presence:leases");
  private static final byte[] FORGET = new byte[0];

  /** The key outlives its leases until the sweep has surely come by. */
  private static final int KEY_LIFETIMES = 10;

  private final RedisLink redis;
  private final RelayLimits.Presence limits;
  private final InstantSource clock;

  PresenceBoard(RedisLink redis, RelayLimits limits, InstantSource clock) {
    this.redis = redis;
    this.limits = limits.presence();
    this.clock = clock;
  }

  /** A lease on the board. */
  record Lease(UUID account, String connection) {

    byte[] member() {
      return Bytes.of(account + " " + connection);
    }

    static Lease parse(byte[] member) {
      String text = Bytes.text(member);
      int space = text.indexOf(' ');
      return new Lease(UUID.fromString(text.substring(0, space)), text.substring(space + 1));
    }
  }

  /** Shows an account; true if it was not online before. */
  CompletionStage<Boolean> show(Lease lease) {
    RedisBatch batch = redis.batch();
    CompletableFuture<Boolean> shown = show(batch, lease);
    batch.send();
    return shown;
  }

  /** Goes on showing accounts. */
  CompletionStage<Void> renew(Collection<Lease> leases) {
    RedisBatch batch = redis.batch();
    CompletableFuture<?>[] renewed =
        leases.stream().map(lease -> show(batch, lease)).toArray(CompletableFuture[]::new);
    batch.send();
    return CompletableFuture.allOf(renewed);
  }

  private CompletableFuture<Boolean> show(RedisBatch batch, Lease lease) {
    long now = clock.millis();
    long end = now + limits.lease().toMillis();
    CompletableFuture<Long> shown =
        batch.number(
            SHOW,
            new byte[][] {online(lease.account())},
            Bytes.of(lease.connection()),
            Bytes.of(now),
            Bytes.of(end),
            Bytes.of(KEY_LIFETIMES * limits.lease().toMillis()));
    return shown.thenCombine(
        batch.raise(LEASES, lease.member(), end), (first, added) -> first == 1);
  }

  /**
   * Takes a connection off the board.
   *
   * @param remember whether friends may know from now on when the account was last seen
   * @return true if the account is online no longer
   */
  CompletionStage<Boolean> hide(Lease lease, boolean remember) {
    return hide(lease, remember, "");
  }

  /** Ends leases that nobody renewed; answers the accounts that are online no longer. */
  CompletionStage<List<UUID>> sweep() {
    Range<Long> ended = Range.create(0L, clock.millis());
    return redis
        .commands()
        .zrangebyscore(LEASES, ended, Limit.from(limits.sweepBatch()))
        .thenCompose(members -> {
          CompletionStage<List<UUID>> gone =
              CompletableFuture.completedStage(new ArrayList<UUID>());
          for (byte[] member : members) {
            Lease lease = Lease.parse(member);
            gone =
                gone.thenCombine(
                    hide(lease, true, "expired"),
                    (accounts, offline) -> {
                      if (offline) {
                        accounts.add(lease.account());
                      }
                      return accounts;
                    });
          }
          return gone;
        });
  }

  /** What is known of these accounts; those of whom nothing is known are left out. */
  CompletionStage<List<Sighting>> look(Collection<UUID> accounts) {
    RedisBatch batch = redis.batch();
    byte[] now = Bytes.of(clock.millis());
    List<CompletableFuture<Sighting>> answers = new ArrayList<>(accounts.size());
    for (UUID account : accounts) {
      byte[][] keys = {online(account), seen(account)};
      answers.add(
          batch
              .number(LOOK, keys, now)
              .thenApply(answer -> new Sighting(account, answer < 0, answer < 0 ? 0 : answer)));
    }
    batch.send();
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .thenApply(done ->
            answers.stream()
                .map(CompletableFuture::join)
                .filter(sighting -> sighting.online() || sighting.lastSeen() > 0)
                .toList());
  }

  private CompletionStage<Boolean> hide(Lease lease, boolean remember, String mode) {
    byte[] now = Bytes.of(clock.millis());
    RedisBatch batch = redis.batch();
    CompletableFuture<Long> hidden =
        batch.number(
            HIDE,
            new byte[][] {online(lease.account()), seen(lease.account())},
            Bytes.of(lease.connection()),
            now,
            remember ? now : FORGET,
            Bytes.of(limits.lastSeenFor().toMillis()),
            Bytes.of(mode));
    // On the way on which it was shown: behind that, and before it is shown again.
    CompletableFuture<Long> removed = batch.remove(LEASES, lease.member());
    batch.send();
    return hidden.thenCombine(removed, (offline, gone) -> offline == 1);
  }

  private static byte[] online(UUID account) {
    return Bytes.of("presence:{" + account + "}:on");
  }

  private static byte[] seen(UUID account) {
    return Bytes.of("presence:{" + account + "}:seen");
  }
}
