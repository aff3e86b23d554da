package chat.tacet.client.protocol.prekey;

/**
 * The highest counters seen of a device's rotating prekeys, 0 for none, [PK-4].
 *
 * @param signed of {@link PrekeyKind#X25519_SIGNED}
 * @param lastResort of {@link PrekeyKind#ML_KEM_768_LAST_RESORT}
 */
public record PrekeyCounters(long signed, long lastResort) {

  public static final PrekeyCounters NONE = new PrekeyCounters(0, 0);
}
