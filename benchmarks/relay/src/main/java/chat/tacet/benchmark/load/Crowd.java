package chat.tacet.benchmark.load;

import chat.tacet.benchmark.dialect.Line;
import chat.tacet.benchmark.dialect.Pair;
import chat.tacet.benchmark.server.Target;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.HdrHistogram.Histogram;

/** Pairs of people who are connected to one server and write. */
public final class Crowd implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int DIGITS = 3;

  /** A client that pings more often than every server here wants to hear. */
  private static final Duration PING_EVERY = Duration.ofSeconds(15);

  private static final Duration LOOK = Duration.ofSeconds(2);

  private final Target target;
  private final EventLoop loop;
  private final Histogram latency = new Histogram(DIGITS);
  private final List<Flow> flows = new ArrayList<>();
  private final List<Line> lines = new ArrayList<>();
  private ScheduledFuture<?> pinging;

  /**
   * What happened in one interval, in which nothing began or ended.
   *
   * @param cpuSeconds of all processes of the target, of which {@code storeCpuSeconds} of its store
   */
  public record Interval(
      double seconds, long messages, double cpuSeconds, double storeCpuSeconds, Histogram latency) {

    public double perSecond() {
      return messages / seconds;
    }

    /** Messages for one second of all the target's processes. */
    public double perCpuSecond() {
      return messages / cpuSeconds;
    }
  }

  /** Connects pairs {@code first} and following. */
  public Crowd(Target target, EventLoopGroup loops, int first, int pairs) {
    this.target = target;
    this.loop = loops.next();
    List<Pair> all = new ArrayList<>();
    for (int i = first; i < first + pairs; i++) {
      all.add(Pair.numbered(i));
    }
    target.dialect().introduce(all);
    for (Pair pair : all) {
      var flow = new Flow(latency);
      var dialect = target.dialect();
      lines.add(get(dialect.connect(loops, pair.recipient(), null, flow.ofRecipient())));
      Line sender = get(dialect.connect(loops, pair.sender(), pair, flow.ofSender()));
      lines.add(sender);
      flow.connect(sender);
      flows.add(flow);
    }
    long every = PING_EVERY.toMillis();
    pinging =
        loop.scheduleAtFixedRate(
            () -> lines.forEach(Line::ping), every, every, TimeUnit.MILLISECONDS);
  }

  /** Keeps windows full, settles, and measures. */
  public Interval closedLoop(int window, Duration settle, Duration measure) {
    call(() -> {
      flows.forEach(flow -> flow.keep(window));
      return 0;
    });
    sleep(settle);
    Interval interval = measure(measure);
    call(() -> {
      flows.forEach(flow -> flow.keep(0));
      return 0;
    });
    awaitQuiet();
    return interval;
  }

  /**
   * Keeps windows full until the compilers of the servers are done.
   *
   * @param atMost gives up then, and measures what there is
   */
  public void warmUp(int window, Duration atMost) {
    call(() -> {
      flows.forEach(flow -> flow.keep(window));
      return 0;
    });
    var compilers = new Compilers(target, atMost);
    do {
      sleep(LOOK);
    } while (!compilers.areDone());
    call(() -> {
      flows.forEach(flow -> flow.keep(0));
      return 0;
    });
    awaitQuiet();
  }

  /** Sends at a fixed rate over all pairs, however late answers come, settles, and measures. */
  public Interval fixedRate(int perSecond, Duration settle, Duration measure) {
    var clock = new Metronome(loop, flows, perSecond);
    call(() -> {
      clock.start();
      return 0;
    });
    sleep(settle);
    Interval interval = measure(measure);
    call(() -> {
      clock.stop();
      return 0;
    });
    awaitQuiet();
    return interval;
  }

  private Interval measure(Duration time) {
    Duration cpu = target.cpu();
    Duration storeCpu = target.storeCpu();
    long begun = System.nanoTime();
    long before =
        call(() -> {
          latency.reset();
          return received();
        });
    sleep(time);
    Histogram taken = call(latency::copy);
    long messages = call(this::received) - before;
    double seconds = (System.nanoTime() - begun) / 1e9;
    double cpuSeconds = target.cpu().minus(cpu).toMillis() / 1e3;
    double storeCpuSeconds = target.storeCpu().minus(storeCpu).toMillis() / 1e3;
    return new Interval(seconds, messages, cpuSeconds, storeCpuSeconds, taken);
  }

  private long received() {
    return flows.stream().mapToLong(Flow::received).sum();
  }

  private void awaitQuiet() {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (call(() -> flows.stream().mapToLong(Flow::underWay).sum()) > 0) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(target.name() + " lost messages");
      }
      sleep(Duration.ofMillis(20));
    }
  }

  private <T> T call(Callable<T> task) {
    try {
      return loop.submit(task).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new IllegalStateException(target.name(), e);
    }
  }

  private Line get(java.util.concurrent.CompletableFuture<Line> connecting) {
    try {
      return connecting.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new IllegalStateException(target.name(), e);
    }
  }

  private static void sleep(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public void close() {
    pinging.cancel(false);
    call(() -> {
      lines.forEach(Line::close);
      return 0;
    });
  }
}
