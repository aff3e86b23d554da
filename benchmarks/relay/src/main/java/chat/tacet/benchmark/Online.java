package chat.tacet.benchmark;

import chat.tacet.benchmark.load.Crowd;
import chat.tacet.benchmark.load.Crowd.Interval;
import chat.tacet.benchmark.server.Peers;
import chat.tacet.benchmark.server.Target;
import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** 50 people write to 50 others, in a closed loop and at a fixed rate. */
final class Online {

  private static final int PAIRS = 50;
  private static final int PER_SECOND = 500;

  private final Field field;
  private final EventLoopGroup loops;
  private final Plan plan;
  private final Report report;

  Online(Field field, EventLoopGroup loops, Plan plan, Report report) {
    this.field = field;
    this.loops = loops;
    this.plan = plan;
    this.report = report;
  }

  /** One interval of one crowd. */
  private interface Measure {
    Interval of(Crowd crowd, Duration settle, Duration measure);
  }

  void run(String policy, boolean peers, List<Integer> windows, boolean rate) {
    List<Target> targets = targets(policy, peers);
    List<Crowd> crowds = new ArrayList<>();
    for (Target target : targets) {
      // Others for each: the relay behind the gateway is the one that is asked directly, too.
      crowds.add(new Crowd(target, loops, crowds.size() * PAIRS, PAIRS));
    }
    crowds.forEach(crowd -> crowd.warmUp(8, plan.warmUp()));
    for (int window : windows) {
      rounds(
          policy,
          "online, window " + window,
          targets,
          crowds,
          (crowd, settle, measure) -> crowd.closedLoop(window, settle, measure));
    }
    if (rate) {
      rounds(
          policy,
          PER_SECOND + " a second",
          targets,
          crowds,
          (crowd, settle, measure) -> crowd.fixedRate(PER_SECOND, settle, measure));
    }
    crowds.forEach(Crowd::close);
  }

  private List<Target> targets(String policy, boolean peers) {
    List<Target> targets = new ArrayList<>();
    targets.add(field.floor(policy));
    Field.Relay relay = field.relay(policy);
    targets.add(relay.direct());
    if (peers) {
      targets.add(field.gateway(relay, policy));
    }
    if (peers && Peers.hasEjabberd()) {
      targets.add(field.ejabberd());
    }
    if (peers && Peers.hasMosquitto()) {
      targets.add(field.mosquitto(false));
    }
    return targets;
  }

  /** Interleaved, so that a noisy moment of the machine hits everybody. */
  private void rounds(
      String policy, String workload, List<Target> targets, List<Crowd> crowds, Measure measure) {
    for (int round = 0; round < plan.rounds(); round++) {
      for (int i = 0; i < targets.size(); i++) {
        Interval interval = measure.of(crowds.get(i), Plan.SETTLE, plan.interval());
        Target target = targets.get(i);
        Map<String, Object> row = Report.row(workload, target.name(), target.durability());
        row.put("policy", policy);
        row.put("round", round);
        row.put("perSecond", interval.perSecond());
        row.put("perCpuSecond", interval.perCpuSecond());
        row.put("cpuSeconds", interval.cpuSeconds());
        row.put("storeCpuSeconds", interval.storeCpuSeconds());
        for (double percentile : new double[] {50, 95, 99, 99.9}) {
          row.put("p" + percentile, interval.latency().getValueAtPercentile(percentile) / 1e6);
        }
        report.add(row);
      }
    }
  }
}
