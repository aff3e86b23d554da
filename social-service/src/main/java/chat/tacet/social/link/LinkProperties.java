package chat.tacet.social.link;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Times of a meeting ({@code tacet.social.links.*}); tests set small ones.
 *
 * @param lifetime from opening to oblivion [D-1]: two people's devices are in one room
 * @param longestWait how long a reader waits at most: below the time after which a gateway gives up
 *     on a reader (23 s) and networks on a silent connection (30 s)
 */
@ConfigurationProperties("tacet.social.links")
record LinkProperties(
    @DefaultValue("10m") Duration lifetime, @DefaultValue("20s") Duration longestWait) {}
