package chat.tacet.auth.token;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Life of signing keys.
 *
 * @param signFor how long a key signs before the next one does
 * @param publishAhead how long a key is published before it signs; longer than verifiers cache the
 *     key set (5 minutes) and than {@code checkEvery}
 * @param checkEvery how often keys are looked after, and how soon a process knows those of others
 */
@ConfigurationProperties("tacet.auth.keys")
record KeyProperties(
    @DefaultValue("30d") Duration signFor,
    @DefaultValue("15m") Duration publishAhead,
    @DefaultValue("1m") Duration checkEvery) {}
