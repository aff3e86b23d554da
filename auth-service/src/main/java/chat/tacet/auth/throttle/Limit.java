package chat.tacet.auth.throttle;

import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How often: {@code times} at once, then evenly as many again in each {@code per}.
 *
 * @param times tries that are free at once
 * @param per in how long as many become free again; a minute unless told
 */
public record Limit(long times, @DefaultValue("1m") Duration per) {}
