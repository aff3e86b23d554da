package chat.tacet.auth.password;

import chat.tacet.kit.boot.MayBeZero;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the password.
 *
 * @param minRounds fewest PBKDF2 rounds accepted from a client, and what names that do not exist
 *     pretend to; {@code docs/spec} says 1,000,000
 * @param maxHashes Argon2id computations at a time; each needs 19 MiB and a core
 * @param maxWaiting computations that may wait, per computation at a time; further ones are refused
 *     with {@code rate-limited}
 */
@ConfigurationProperties("tacet.auth.password")
public record PasswordProperties(
    @DefaultValue("1000000") long minRounds,
    @DefaultValue("2") int maxHashes,
    @MayBeZero @DefaultValue("16") int maxWaiting) {}
