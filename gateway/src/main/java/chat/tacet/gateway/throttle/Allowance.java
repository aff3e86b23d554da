package chat.tacet.gateway.throttle;

import chat.tacet.kit.problem.CommonProblems;
import chat.tacet.kit.problem.ProblemException;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;
import java.util.Optional;
import org.springframework.http.HttpHeaders;

/**
 * What became of one call's token: let through or refused, and what is left. Callers are told by
 * {@code RateLimit-Policy} and {@code RateLimit} (draft-ietf-httpapi-ratelimit-headers): {@code q}
 * calls at once, all of them back after {@code w} seconds; {@code r} are left, all are back in
 * {@code t} seconds.
 */
record Allowance(Rate rate, ConsumptionProbe probe) {

  private static final String POLICY = "RateLimit-Policy";
  private static final String LEFT = "RateLimit";

  /** The refusal, if there was no token. */
  Optional<ProblemException> refusal() {
    return probe.isConsumed()
        ? Optional.empty()
        : Optional.of(
            CommonProblems.RATE_LIMITED
                .exception()
                .withRetryAfter(Duration.ofNanos(probe.getNanosToWaitForRefill())));
  }

  /**
   * Tells the caller.
   *
   * @param name of the policy
   */
  void tell(String name, HttpHeaders headers) {
    headers.add(POLICY, "\"%s\";q=%d;w=%d".formatted(name, rate.burst(), rate.windowSeconds()));
    headers.add(
        LEFT,
        "\"%s\";r=%d;t=%d"
            .formatted(
                name,
                probe.getRemainingTokens(),
                seconds(Duration.ofNanos(probe.getNanosToWaitForReset()))));
  }

  private static long seconds(Duration duration) {
    return Math.ceilDiv(duration.toMillis(), 1000);
  }
}
