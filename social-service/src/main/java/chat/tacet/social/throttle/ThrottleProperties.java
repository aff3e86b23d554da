package chat.tacet.social.throttle;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Configuration of throttling.
 *
 * @param factor multiplies how often everything is allowed ({@code TACET_SOCIAL_LIMITS_FACTOR});
 *     for load tests
 */
@ConfigurationProperties("tacet.social.limits")
record ThrottleProperties(@DefaultValue("1") int factor) {}
