package chat.tacet.benchmark;

import chat.tacet.benchmark.load.Absence;
import chat.tacet.benchmark.load.Absence.Outcome;
import chat.tacet.benchmark.server.Peers;
import chat.tacet.benchmark.server.Redis;
import chat.tacet.benchmark.server.Target;
import io.netty.channel.EventLoopGroup;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** 100 people are away, get 200 messages each, and come back; once with a kill -9 in between. */
final class Offline {

  private static final int PEOPLE = 100;
  private static final int EACH = 200;

  private final Field field;
  private final EventLoopGroup loops;
  private final Plan plan;
  private final Report report;
  private int nextPair;

  Offline(Field field, EventLoopGroup loops, Plan plan, Report report) {
    this.field = field;
    this.loops = loops;
    this.plan = plan;
    this.report = report;
  }

  void run(List<String> policies, boolean peers) {
    for (String policy : policies) {
      Redis ofFloor = field.redis(policy);
      Target floor = field.floor(ofFloor, policy);
      measure(
          policy,
          floor,
          ofFloor,
          () -> {
            floor.processes().getFirst().kill();
            ofFloor.killAndRestart();
            return field.floor(ofFloor, policy);
          });
      Redis ofRelay = field.redis(policy);
      Target relay = field.relay(ofRelay, policy).direct();
      measure(
          policy,
          relay,
          ofRelay,
          () -> {
            relay.processes().getFirst().kill();
            ofRelay.killAndRestart();
            return field.relay(ofRelay, policy).direct();
          });
    }
    if (peers && Peers.hasEjabberd()) {
      measure("", field.ejabberd(), null, field::restartedEjabberd);
    }
    if (peers && Peers.hasMosquitto()) {
      measure("", field.mosquitto(false), null, field::restartedMosquitto);
      measure("", field.mosquitto(true), null, field::restartedMosquitto);
    }
  }

  private void measure(
      String policy,
      Target target,
      @org.jspecify.annotations.Nullable Redis store,
      Supplier<Target> killAndRestart) {
    // The compiler sees the paths once before it counts.
    for (int round = -1; round < plan.rounds(); round++) {
      Absence absence = absence();
      absence.introduce(target);
      long before = store == null ? 0 : store.usedMemory();
      Outcome stored = absence.store(target);
      long bytes = store == null ? 0 : store.usedMemory() - before;
      Outcome drained = absence.drain(target);
      if (round >= 0) {
        Map<String, Object> row = Report.row("offline", target.name(), target.durability());
        row.put("policy", policy);
        row.put("round", round);
        row.put("storePerSecond", stored.perSecond());
        row.put("storePerCpuSecond", stored.messages() / stored.cpuSeconds());
        row.put("drainPerSecond", drained.perSecond());
        row.put("drainPerCpuSecond", drained.messages() / drained.cpuSeconds());
        row.put("bytesPerMessage", bytes / Math.max(1, stored.messages()));
        report.add(row);
      }
    }
    Absence absence = absence();
    absence.introduce(target);
    Outcome stored = absence.store(target);
    Outcome drained = absence.drain(killAndRestart.get());
    Map<String, Object> row = Report.row("kill -9", target.name(), target.durability());
    row.put("policy", policy);
    row.put("confirmed", stored.messages());
    row.put("lost", Math.max(0, stored.messages() - drained.messages()));
    report.add(row);
  }

  private Absence absence() {
    int first = nextPair;
    nextPair += PEOPLE;
    return new Absence(loops, first, PEOPLE, EACH);
  }
}
