package chat.tacet.benchmark;

import chat.tacet.benchmark.load.Absence;
import chat.tacet.benchmark.load.Crowd;
import chat.tacet.benchmark.server.Target;
import io.netty.channel.EventLoopGroup;
import java.util.Map;

/** What a message costs among ten times the people, and beside a hundred times the mailboxes. */
final class Scale {

  private static final int PAIRS = 50;
  private static final int MORE_CLIENTS = 10;
  private static final int MORE_MAILBOXES = 100;
  private static final int WAITING_EACH = 5;
  private static final int AT_ONCE = 500;

  private final Field field;
  private final EventLoopGroup loops;
  private final Plan plan;
  private final Report report;

  Scale(Field field, EventLoopGroup loops, Plan plan, Report report) {
    this.field = field;
    this.loops = loops;
    this.plan = plan;
    this.report = report;
  }

  void run() {
    Target plain = field.relay("always").direct();
    Target crowded = field.relay("always").direct();
    try (Crowd few = new Crowd(plain, loops, 0, PAIRS);
        Crowd many = new Crowd(plain, loops, PAIRS, MORE_CLIENTS * PAIRS);
        Crowd beside = new Crowd(crowded, loops, 0, PAIRS)) {
      fill(crowded);
      few.warmUp(8, plan.warmUp());
      many.closedLoop(1, Plan.SETTLE, Plan.SETTLE);
      beside.warmUp(8, plan.warmUp());
      for (int round = 0; round < plan.rounds(); round++) {
        add("50 pairs, window 8", few.closedLoop(8, Plan.SETTLE, plan.interval()), plain);
        add("500 pairs, window 1", many.closedLoop(1, Plan.SETTLE, plan.interval()), plain);
        add(
            "50 pairs, window 8, beside 5,000 mailboxes with mail",
            beside.closedLoop(8, Plan.SETTLE, plan.interval()),
            crowded);
      }
    }
  }

  private void fill(Target target) {
    int boxes = (plan.quick() ? 1 : 10) * MORE_MAILBOXES * PAIRS / 10;
    for (int done = 0; done < boxes; done += AT_ONCE) {
      Absence absence =
          new Absence(loops, 10_000 + done, Math.min(AT_ONCE, boxes - done), WAITING_EACH);
      absence.introduce(target);
      absence.store(target);
    }
  }

  private void add(String what, Crowd.Interval interval, Target target) {
    Map<String, Object> row = Report.row("scale", target.name(), target.durability());
    row.put("what", what);
    row.put("perSecond", interval.perSecond());
    row.put("perCpuSecond", interval.perCpuSecond());
    report.add(row);
  }
}
