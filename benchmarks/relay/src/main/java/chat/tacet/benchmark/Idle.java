package chat.tacet.benchmark;

import chat.tacet.benchmark.load.Compilers;
import chat.tacet.benchmark.load.Visitors;
import chat.tacet.benchmark.server.Target;
import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.util.Map;

/** People who are connected and say nothing. */
final class Idle {

  private static final int DIRECT = 10_000;
  private static final int THROUGH_THE_GATEWAY = 5_000;

  /** Memory of a server that has let go of what connecting needed, and two pings of everybody. */
  private static final Duration CALM = Duration.ofSeconds(40);

  /** What a connection runs through once is more than what a message does. */
  private static final int CONNECTING_IS_LONGER = 4;

  private final Field field;
  private final EventLoopGroup loops;
  private final Plan plan;
  private final Report report;

  Idle(Field field, EventLoopGroup loops, Plan plan, Report report) {
    this.field = field;
    this.loops = loops;
    this.plan = plan;
    this.report = report;
  }

  void run() {
    measure(field.floor("always"), DIRECT);
    Field.Relay relay = field.relay("always");
    measure(relay.direct(), DIRECT);
    Field.Relay second = field.relay("always");
    measure(field.gateway(second, "always"), THROUGH_THE_GATEWAY);
  }

  private void measure(Target target, int people) {
    int count = plan.quick() ? people / 10 : people;
    warmUp(target, count / 10);
    long before = resident(target);
    try (var visitors = new Visitors(target, loops)) {
      double perSecond = visitors.connect(count);
      Duration calm = plan.shorter(CALM);
      // What connecting left to the compilers is not idling.
      visitors.stay(calm.dividedBy(2));
      Duration cpu = target.cpu();
      visitors.stay(calm);
      double share = (double) target.cpu().minus(cpu).toMillis() / calm.toMillis();
      Map<String, Object> row = Report.row("idle", target.name(), target.durability());
      row.put("connections", count);
      row.put("kibEach", (double) (resident(target) - before) / count);
      row.put("connectsPerSecond", perSecond);
      row.put("cpuShare", share);
      report.add(row);
    }
  }

  /** People come and go, also for the caches that many connections share. */
  private void warmUp(Target target, int people) {
    var compilers = new Compilers(target, plan.warmUp().multipliedBy(CONNECTING_IS_LONGER));
    do {
      try (var visitors = new Visitors(target, loops)) {
        visitors.connect(people);
      }
    } while (!compilers.areDone());
  }

  /** Of the servers, not of the store. */
  private static long resident(Target target) {
    return target.processes().stream()
        .limit(Math.max(1, target.processes().size() - 1))
        .mapToLong(process -> process.liveKib())
        .sum();
  }
}
