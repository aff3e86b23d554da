package chat.tacet.auth.throttle;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * All limits of this service in one place. Each protects either a person from being guessed at or
 * the service from one address. They are kept in memory, by each process for itself: with several
 * {@code auth-service} processes an attacker gets as many times more tries. Nothing they depend on
 * can fail. Each is set by variables like {@code TACET_AUTH_LIMITS_SIGNUP_TIMES} and {@code
 * TACET_AUTH_LIMITS_SIGNUP_PER}.
 *
 * @param prelogin asking for a name's salt, by address
 * @param usernames asking whether a name is free, by address: names are public to those who know
 *     them, but not for browsing
 * @param signUp making accounts, by address: an office that signs up on one morning
 * @param loginByAddress signing in, by address, whether it succeeds or not: each costs an Argon2id
 * @param loginByAccount wrong authentication keys of strangers, by username, known or not
 * @param loginByDevice wrong authentication keys from a device that signed in to the account before
 * @param refresh exchanging refresh tokens, by address: a household or an office behind one address
 *     refreshes every few minutes per tab
 * @param recoveryByAddress proving recovery phrases, by address, right or wrong
 * @param recoveryByAccount wrong recovery keys, by account: nobody guesses 128 bits, so this only
 *     bounds the noise of somebody who has the password
 * @param personalTokens exchanging personal tokens, by address: a machine with a few programs, each
 *     of which does so every ten minutes
 */
@ConfigurationProperties("tacet.auth.limits")
public record LimitProperties(
    @Nullable Wanted prelogin,
    @Nullable Wanted usernames,
    @Nullable Wanted signUp,
    @Nullable Wanted loginByAddress,
    @Nullable Wanted loginByAccount,
    @Nullable Wanted loginByDevice,
    @Nullable Wanted refresh,
    @Nullable Wanted recoveryByAddress,
    @Nullable Wanted recoveryByAccount,
    @Nullable Wanted personalTokens) {

  /** What is left out is as it would be without. */
  public record Wanted(@Nullable Long times, @Nullable Duration per) {}
}
