package chat.tacet.benchmark.load;

import chat.tacet.benchmark.dialect.Line;
import chat.tacet.benchmark.dialect.Listener;
import chat.tacet.benchmark.dialect.Pair;
import chat.tacet.benchmark.dialect.Person;
import chat.tacet.benchmark.server.Target;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** People who only connect. */
public final class Visitors implements AutoCloseable {

  private static final int AT_ONCE = 64;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Four fifths of what the relay announces, as our clients do. */
  private static final Duration PING_EVERY = Duration.ofSeconds(16);

  private final Target target;
  private final EventLoopGroup loops;
  private final List<Line> lines = new ArrayList<>();

  public Visitors(Target target, EventLoopGroup loops) {
    this.target = target;
    this.loops = loops;
  }

  /** Connects so many; answers how many a second. */
  public double connect(int people) {
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < (people + 1) / 2; i++) {
      pairs.add(Pair.numbered(i));
    }
    target.dialect().introduce(pairs);
    long begun = System.nanoTime();
    Semaphore free = new Semaphore(AT_ONCE);
    List<CompletableFuture<Line>> connecting = new ArrayList<>();
    try {
      for (int i = 0; i < people; i++) {
        if (!free.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
          throw new IllegalStateException(target.name() + " lets nobody in");
        }
        var line = target.dialect().connect(loops, Person.numbered(i), null, Listener.none());
        connecting.add(line.whenComplete((done, failure) -> free.release()));
      }
      for (CompletableFuture<Line> line : connecting) {
        lines.add(line.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
      }
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new IllegalStateException(target.name(), e);
    }
    return people / ((System.nanoTime() - begun) / 1e9);
  }

  /** They stay for a while, and ping as clients do, spread over the time between two pings. */
  public void stay(Duration time) {
    EventLoop loop = loops.next();
    long end = System.nanoTime() + time.toNanos();
    long each = PING_EVERY.toNanos() / Math.max(1, lines.size());
    for (long i = 0; i * each < time.toNanos(); i++) {
      Line line = lines.get((int) (i % lines.size()));
      var _ = loop.schedule(line::ping, i * each, TimeUnit.NANOSECONDS);
    }
    try {
      TimeUnit.NANOSECONDS.sleep(end - System.nanoTime());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public void close() {
    loops.next().execute(() -> lines.forEach(Line::close));
  }
}
