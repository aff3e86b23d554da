package chat.tacet.relay.mailbox.redis;

import chat.tacet.kit.redis.RedisInfo;
import chat.tacet.relay.limits.RelayLimits;
import chat.tacet.relay.redis.RedisLink;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * How much room Redis has for mail. Its memory is read on a timer, and what this node takes between
 * two readings counts on top, so that nobody outruns the timer. When it cannot be read for a while,
 * nobody knows: then no mail is taken either.
 */
public final class StoreGauge implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(StoreGauge.class);

  private final RedisLink redis;
  private final RelayLimits.Space limits;
  private final Duration timeout;
  private final AtomicLong takenSince = new AtomicLong();
  private volatile @Nullable Reading reading;
  private volatile @Nullable Disposable running;
  private State told = State.ROOM;

  public StoreGauge(RedisLink redis, RelayLimits limits) {
    this.redis = redis;
    this.limits = limits.space();
    this.timeout = limits.store().timeout();
  }

  /**
   * Room for mail, in bytes.
   *
   * @param total that mail and everything else may take before mail has to wait
   * @param free of it; none or less when the store is full
   */
  record Room(long total, long free) {}

  private record Reading(Room room, long atNanos) {}

  private enum State {
    ROOM,
    FULL,
    UNKNOWN
  }

  /** The room there is now; empty when unknown. */
  Optional<Room> room() {
    Reading last = reading;
    if (last == null || System.nanoTime() - last.atNanos() > limits.staleAfter().toNanos()) {
      return Optional.empty();
    }
    Room room = last.room();
    return Optional.of(new Room(room.total(), room.free() - takenSince.get()));
  }

  /** The part that is taken of what may be, 1 when mail has to wait; not a number when unknown. */
  public double filled() {
    return room().map(room -> 1 - (double) room.free() / room.total()).orElse(Double.NaN);
  }

  /** Mail takes so many bytes from now on. */
  void take(long bytes) {
    takenSince.addAndGet(bytes);
  }

  /** Reads how full Redis is. */
  CompletionStage<Void> read() {
    // What was taken until here goes to Redis before this question; over other connections some of
    // it may come behind it, and counts at the next reading.
    long taken = takenSince.get();
    return redis
        .info("memory")
        .thenAccept(servers -> {
          reading = new Reading(roomOf(servers), System.nanoTime());
          takenSince.addAndGet(-taken);
        });
  }

  /**
   * In a cluster, a mailbox lies where its device's id leads it: there is as much room as if every
   * server were as full as the fullest.
   */
  private Room roomOf(List<String> servers) {
    long total = Long.MAX_VALUE;
    long free = Long.MAX_VALUE;
    for (String memory : servers) {
      // Without a limit of its own, Redis has what the machine has.
      long max = field(memory, "maxmemory");
      long all = max > 0 ? max : field(memory, "total_system_memory");
      long forMail = (long) (all * limits.fullAbove());
      total = Math.min(total, forMail);
      free = Math.min(free, forMail - field(memory, "used_memory"));
    }
    return new Room(total * servers.size(), free * servers.size());
  }

  private static long field(String memory, String name) {
    return RedisInfo.field(memory, name)
        .map(Long::parseLong)
        .orElseThrow(() -> new IllegalStateException("INFO memory has no " + name));
  }

  /** Says once what an operator should know. */
  private void tell() {
    State now = room().map(room -> room.free() > 0 ? State.ROOM : State.FULL).orElse(State.UNKNOWN);
    if (now == told) {
      return;
    }
    told = now;
    switch (now) {
      case ROOM -> log.info("the store has room for mail again");
      case FULL -> log.warn("the store is full: no new mail is taken until some is collected");
      case UNKNOWN -> log.warn("Redis does not say how full it is: no new mail is taken");
    }
  }

  /** Begins to read; fails if Redis does not answer the first time. */
  @Override
  public void start() {
    Mono.fromCompletionStage(this::read).block(timeout);
    running =
        Flux.interval(limits.readEvery())
            .onBackpressureDrop()
            .concatMap(
                tick ->
                    Mono.fromCompletionStage(this::read)
                        .onErrorResume(failure -> {
                          log.debug("no reading: {}", failure.toString());
                          return Mono.empty();
                        })
                        .then(Mono.fromRunnable(this::tell)),
                1)
            .subscribe();
  }

  @Override
  public void stop() {
    Disposable current = running;
    if (current != null) {
      current.dispose();
    }
    running = null;
  }

  @Override
  public boolean isRunning() {
    return running != null;
  }

  /** Before the web server starts, after it stops. */
  @Override
  public int getPhase() {
    return 0;
  }
}
