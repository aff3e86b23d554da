package chat.tacet.kit.revocation;

/**
 * Told once about each revocation this process had not known, at the latest when the set is read
 * again (5 s). Beans of this type are found by {@link RevocationAutoConfiguration}. What was opened
 * just before must still be checked with {@link RevocationCheck} after it was registered.
 */
@FunctionalInterface
public interface RevocationListener {

  /** Must not block: it runs on an event loop. */
  void revoked(Revocation revocation);

  /**
   * Revocations may have come and gone unread: the set could not be read for so long that some are
   * no longer in it. Whatever was let in before has to show its token again. Must not block either.
   */
  default void missed() {}
}
