package chat.tacet.benchmark.load;

import chat.tacet.benchmark.server.Target;
import java.time.Duration;

/** The compilers of a target's JVMs: what is slow only because it is new counts for nobody. */
public final class Compilers {

  /** So often in a row they have little to do: they pause between two waves of work. */
  private static final int CALM_LOOKS = 3;

  /** Little is a 25th of the time. */
  private static final int SHARE = 25;

  private final Target target;
  private final long end;
  private long lookedAt = System.nanoTime();
  private Duration worked;
  private int calm;

  /**
   * @param atMost they are taken for done then
   */
  public Compilers(Target target, Duration atMost) {
    this.target = target;
    this.end = System.nanoTime() + atMost.toNanos();
    this.worked = target.compilerCpu();
  }

  /** Looks at what they did since the last look; whether they have next to nothing to do by now. */
  public boolean areDone() {
    long now = System.nanoTime();
    Duration all = target.compilerCpu();
    boolean busy = all.minus(worked).toNanos() > (now - lookedAt) / SHARE;
    calm = busy ? 0 : calm + 1;
    lookedAt = now;
    worked = all;
    return calm >= CALM_LOOKS || now > end;
  }
}
