package chat.tacet.auth.password;

/**
 * What one Argon2id costs whoever guesses. No setting and no variable sets it, so that nobody
 * weakens it by mistake: only a test that is not about it brings a bean of its own.
 *
 * @param memoryKib memory, in KiB
 * @param iterations passes over it
 */
public record HashCost(int memoryKib, int iterations) {

  /** What OWASP's Password Storage Cheat Sheet asks for at one lane: 19 MiB, twice. */
  public static final HashCost OWASP = new HashCost(19_456, 2);
}
