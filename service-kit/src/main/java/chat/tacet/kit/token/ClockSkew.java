package chat.tacet.kit.token;

import java.time.Duration;

/** How far the clocks of one installation may differ. */
public final class ClockSkew {

  /** Larger differences should be mended, not tolerated. */
  public static final Duration FORGIVEN = Duration.ofSeconds(5);

  private ClockSkew() {}
}
