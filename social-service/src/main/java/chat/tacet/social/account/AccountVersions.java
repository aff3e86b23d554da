package chat.tacet.social.account;

/**
 * Versions of the documents about an account.
 *
 * @param friends of {@code dir:friends}
 * @param devices of {@code dir:devices}
 */
public record AccountVersions(long friends, long devices) {}
