package chat.tacet.gateway.limits;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * How large and how long a call may be, for example {@code TACET_GATEWAY_MAX_BODY}. The values and
 * their reasons are in {@code gateway.yaml}.
 *
 * @param maxBody the largest call is 100 + 100 signed prekeys, about 220 KiB of JSON
 * @param maxMessage the largest message for a group's devices, as JSON
 * @param bodyTimeout from when the body is first wanted to its last byte
 * @param backendTimeout until a service begins its answer
 * @param waitingTimeout the same where a call waits for something to happen
 * @param callTimeout all of it
 */
@ConfigurationProperties("tacet.gateway")
public record CallLimits(
    DataSize maxBody,
    DataSize maxMessage,
    Duration bodyTimeout,
    Duration backendTimeout,
    Duration waitingTimeout,
    Duration callTimeout) {}
