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
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is online, in Redis. Whatever changes there is told on {@link #CHANNEL} by the script that
 * changes it: of two nodes, the one that learns first what it did may not be the one that did it
 * first.
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

  /** On which nodes hear who comes and goes, as {@link Sighting}. */
  static final String CHANNEL = "presence:changed";

  private static final Logger log = LoggerFactory.getLogger(PresenceBoard.class);

  private static final LuaScript SHOW = LuaScript.load(PresenceBoard.class, "show.lua");
  private static final LuaScript HIDE = LuaScript.load(PresenceBoard.class, "hide.lua");
  private static final LuaScript LOOK = LuaScript.load(PresenceBoard.class, "look.lua");
  private static final LuaScript STRIKE = LuaScript.load(PresenceBoard.class, "strike.lua");
  private static final byte[] CHANNEL_BYTES = Bytes.of(CHANNEL);
  private static final byte[] LEASES = Bytes.of("presence:leases");
  private static final byte[] FORGET = new byte[0];

  /** The key outlives its leases until the sweep has surely come by. */
  private static final int KEY_LIFETIMES = 10;

  /**
   * Pages of one sweep: more leases than a cluster of nodes has, and an end for a sweep that meets
   * a node whose leases end before they begin, because of its clock.
   */
  private static final int MAX_PAGES = 4096;

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

  /**
   * Shows an account.
   *
   * @param again whether it is told also if the account was online before
   */
  CompletionStage<Void> show(Lease lease, boolean again) {
    RedisBatch batch = redis.batch();
    CompletableFuture<Void> shown = show(batch, lease, again);
    batch.send();
    return shown;
  }

  /** Goes on showing accounts; those that the board had lost are told to be back. */
  CompletionStage<Void> renew(Collection<Lease> leases) {
    RedisBatch batch = redis.batch();
    CompletableFuture<?>[] renewed =
        leases.stream().map(lease -> show(batch, lease, false)).toArray(CompletableFuture[]::new);
    batch.send();
    return CompletableFuture.allOf(renewed);
  }

  private CompletableFuture<Void> show(RedisBatch batch, Lease lease, boolean again) {
    long now = clock.millis();
    long end = now + limits.lease().toMillis();
    CompletableFuture<Long> shown =
        batch.number(
            SHOW,
            new byte[][] {online(lease.account())},
            Bytes.of(lease.connection()),
            Bytes.of(now),
            Bytes.of(end),
            Bytes.of(KEY_LIFETIMES * limits.lease().toMillis()),
            CHANNEL_BYTES,
            new Sighting(lease.account(), true, 0).toBytes(),
            Bytes.of(again ? "again" : ""));
    return CompletableFuture.allOf(shown, batch.raise(LEASES, lease.member(), end));
  }

  /**
   * Takes a connection off the board.
   *
   * @param remember whether friends may know from now on when the account was last seen
   */
  CompletionStage<Void> hide(Lease lease, boolean remember) {
    RedisBatch batch = redis.batch();
    CompletableFuture<Long> hidden = hide(batch, lease, clock.millis(), remember, "");
    // On the way on which it was shown: behind that, and before it is shown again.
    CompletableFuture<Long> removed = batch.remove(LEASES, lease.member());
    batch.send();
    return CompletableFuture.allOf(hidden, removed);
  }

  /**
   * Ends leases that nobody renewed, all of them: those of a node that died are many at once. Some
   * may be renewed meanwhile by a node that was only slow; they stay. So do those whose server does
   * not answer, until the next sweep.
   */
  CompletionStage<Void> sweep() {
    return sweep(clock.millis(), 0, MAX_PAGES);
  }

  /**
   * Goes on with a sweep.
   *
   * @param kept leases at the beginning of the list that could not be ended
   */
  private CompletionStage<Void> sweep(long now, int kept, int pages) {
    return redis
        .commands()
        .zrangebyscore(LEASES, Range.create(0L, now), Limit.create(kept, limits.sweepBatch()))
        .thenCompose(members ->
            end(members.stream().map(Lease::parse).toList(), now)
                .thenCompose(ended ->
                    members.size() < limits.sweepBatch() || pages == 1
                        ? CompletableFuture.completedStage(null)
                        : sweep(now, kept + members.size() - ended, pages - 1)));
  }

  /** Ends leases, as many as it can, and answers how many those were. */
  private CompletionStage<Integer> end(List<Lease> leases, long now) {
    RedisBatch hiding = redis.batch();
    List<CompletableFuture<Lease>> hidden =
        leases.stream()
            .map(lease -> hide(hiding, lease, now, true, "expired").thenApply(done -> lease))
            .toList();
    hiding.send();
    // Only then: whose server did not answer has to be found again.
    return answered(hidden)
        .thenCompose(ended -> {
          if (ended.size() < leases.size()) {
            log.debug(
                "{} of {} leases could not be ended", leases.size() - ended.size(), leases.size());
          }
          return strike(ended, now).thenApply(done -> ended.size());
        });
  }

  private CompletionStage<Void> strike(List<Lease> leases, long now) {
    RedisBatch batch = redis.batch();
    CompletableFuture<?>[] struck =
        leases.stream()
            .map(
                lease -> batch.number(STRIKE, new byte[][] {LEASES}, lease.member(), Bytes.of(now)))
            .toArray(CompletableFuture[]::new);
    batch.send();
    return CompletableFuture.allOf(struck);
  }

  /**
   * What is known of these accounts.
   *
   * @param unanswered takes those of whom nobody could say, before the others are answered
   */
  CompletionStage<List<Sighting>> look(Collection<UUID> accounts, Consumer<UUID> unanswered) {
    RedisBatch batch = redis.batch();
    byte[] now = Bytes.of(clock.millis());
    List<CompletableFuture<Sighting>> answers = new ArrayList<>(accounts.size());
    for (UUID account : accounts) {
      byte[][] keys = {online(account), seen(account)};
      answers.add(
          batch
              .number(LOOK, keys, now)
              .thenApply(answer -> new Sighting(account, answer < 0, answer < 0 ? 0 : answer))
              .whenComplete((sighting, failure) -> {
                if (failure != null) {
                  unanswered.accept(account);
                }
              }));
    }
    batch.send();
    return answered(answers);
  }

  /** Waits for all, and answers those that did not fail. */
  private static <T> CompletionStage<List<T>> answered(List<CompletableFuture<T>> all) {
    return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
        .handle((done, failure) ->
            all.stream()
                .filter(answer -> !answer.isCompletedExceptionally())
                .map(CompletableFuture::join)
                .toList());
  }

  private CompletableFuture<Long> hide(
      RedisBatch batch, Lease lease, long now, boolean remember, String mode) {
    return batch.number(
        HIDE,
        new byte[][] {online(lease.account()), seen(lease.account())},
        Bytes.of(lease.connection()),
        Bytes.of(now),
        remember ? Bytes.of(now) : FORGET,
        Bytes.of(limits.lastSeenFor().toMillis()),
        CHANNEL_BYTES,
        new Sighting(lease.account(), false, remember ? now : 0).toBytes(),
        Bytes.of(mode));
  }

  private static byte[] online(UUID account) {
    return Bytes.of("presence:{" + account + "}:on");
  }

  private static byte[] seen(UUID account) {
    return Bytes.of("presence:{" + account + "}:seen");
  }
}
