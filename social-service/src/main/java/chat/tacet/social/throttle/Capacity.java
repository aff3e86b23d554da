package chat.tacet.social.throttle;

import chat.tacet.kit.problem.ProblemType;
import reactor.core.publisher.Mono;

/** How many of something there may be. Each feature names its own limits and their reasons. */
public final class Capacity {

  public static final ProblemType LIMIT_REACHED =
      new ProblemType("limit-reached", 409, "There are as many of these as there may be.");

  private Capacity() {}

  /** Completes if there are fewer than this, else fails with {@code limit-reached}. */
  public static Mono<Void> requireBelow(long limit, long there) {
    return there < limit ? Mono.empty() : Mono.error(LIMIT_REACHED::exception);
  }
}
