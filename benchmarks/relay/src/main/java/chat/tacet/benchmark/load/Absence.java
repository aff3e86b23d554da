package chat.tacet.benchmark.load;

import chat.tacet.benchmark.dialect.Line;
import chat.tacet.benchmark.dialect.Listener;
import chat.tacet.benchmark.dialect.Pair;
import chat.tacet.benchmark.server.Target;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.HdrHistogram.Histogram;

/** People who are written to while they are away, and come back. */
public final class Absence {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Without a message for so long, nothing more comes. */
  private static final Duration SILENCE = Duration.ofSeconds(10);

  private static final int WINDOW = 8;

  private final EventLoopGroup loops;
  private final EventLoop loop;
  private final List<Pair> pairs = new ArrayList<>();
  private final int each;

  /**
   * @param first number of the first pair
   * @param each messages for everybody
   */
  public Absence(EventLoopGroup loops, int first, int people, int each) {
    this.loops = loops;
    this.loop = loops.next();
    this.each = each;
    for (int i = first; i < first + people; i++) {
      pairs.add(Pair.numbered(i));
    }
  }

  /** How many came to their end, and how fast. */
  public record Outcome(long messages, double perSecond, double cpuSeconds) {}

  /** Those who will be away come once: servers that keep sessions learn of them. */
  public void introduce(Target target) {
    target.dialect().introduce(pairs);
    List<Line> lines = new ArrayList<>();
    for (Pair pair : pairs) {
      lines.add(get(target.dialect().connect(loops, pair.recipient(), null, Listener.none())));
    }
    call(() -> lines.forEach(Line::close));
  }

  /** Everybody gets what is for them, confirmed. */
  public Outcome store(Target target) {
    List<Flow> flows = new ArrayList<>();
    List<Line> lines = new ArrayList<>();
    for (Pair pair : pairs) {
      Flow flow = new Flow(new Histogram(3));
      Line line = get(target.dialect().connect(loops, pair.sender(), pair, flow.ofSender()));
      flow.connect(line);
      flows.add(flow);
      lines.add(line);
    }
    Duration cpu = target.cpu();
    long begun = System.nanoTime();
    call(() -> flows.forEach(flow -> flow.store(each, WINDOW)));
    long confirmed = awaitAll(() -> flows.stream().mapToLong(Flow::confirmed).sum());
    Outcome outcome = outcome(target, confirmed, cpu, begun);
    call(() -> lines.forEach(Line::close));
    return outcome;
  }

  /** Everybody comes and takes what waits. */
  public Outcome drain(Target target) {
    long[] received = new long[1];
    Listener counting =
        new Listener() {
          @Override
          public void confirmed(int more) {}

          @Override
          public void received() {
            received[0]++;
          }
        };
    Duration cpu = target.cpu();
    long begun = System.nanoTime();
    List<CompletableFuture<Line>> coming = new ArrayList<>();
    for (Pair pair : pairs) {
      coming.add(target.dialect().connect(loops, pair.recipient(), null, counting));
    }
    long all = awaitAll(() -> received[0]);
    Outcome outcome = outcome(target, all, cpu, begun);
    List<Line> lines = coming.stream().map(Absence::get).toList();
    call(() -> lines.forEach(Line::close));
    return outcome;
  }

  private static Outcome outcome(Target target, long messages, Duration cpu, long begun) {
    double seconds = (System.nanoTime() - begun) / 1e9;
    double cpuSeconds = target.cpu().minus(cpu).toMillis() / 1e3;
    return new Outcome(messages, messages / seconds, cpuSeconds);
  }

  /** Counts on the loop. */
  private interface Counting {
    long now();
  }

  /** Until all are there, or nothing more comes; what came late is seen in the count. */
  private long awaitAll(Counting counting) {
    long wanted = (long) pairs.size() * each;
    long last = -1;
    long lastAt = System.nanoTime();
    while (true) {
      long[] now = new long[1];
      call(() -> now[0] = counting.now());
      if (now[0] >= wanted || System.nanoTime() - lastAt > SILENCE.toNanos()) {
        return now[0];
      }
      if (now[0] != last) {
        last = now[0];
        lastAt = System.nanoTime();
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(2);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private void call(Runnable task) {
    try {
      loop.submit(task).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the generator itself failed", e);
    }
  }

  private static Line get(CompletableFuture<Line> line) {
    try {
      return line.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new IllegalStateException("nobody is let in", e);
    }
  }
}
