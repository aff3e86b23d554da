package chat.tacet.auth.throttle;

import java.time.Duration;

/**
 * How often: {@code times} at once, then evenly as many again in each {@code per}.
 *
 * @param times tries that are free at once
 * @param per in how long as many become free again
 */
record Limit(long times, Duration per) {}
