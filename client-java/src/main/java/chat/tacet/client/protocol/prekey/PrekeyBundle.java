package chat.tacet.client.protocol.prekey;

import chat.tacet.client.protocol.Refusal.Verification;
import chat.tacet.client.protocol.RefusedException;
import chat.tacet.client.protocol.identity.TheirDevice;
import org.jspecify.annotations.Nullable;

/**
 * A bundle whose every prekey was verified, with what one handshake uses of it. Only {@link
 * #verify} makes one.
 */
public final class PrekeyBundle {

  private final TheirDevice device;
  private final TheirAgreementPrekey signed;
  private final @Nullable TheirAgreementPrekey oneTime;
  private final TheirKemPrekey kem;
  private final PrekeyCounters counters;

  private PrekeyBundle(
      TheirDevice device,
      TheirAgreementPrekey signed,
      @Nullable TheirAgreementPrekey oneTime,
      TheirKemPrekey kem,
      PrekeyCounters counters) {
    this.device = device;
    this.signed = signed;
    this.oneTime = oneTime;
    this.kem = kem;
    this.counters = counters;
  }

  /**
   * Verifies all that was fetched, used or not, [PK-4].
   *
   * @param highest what was seen of that device before
   */
  public static PrekeyBundle verify(
      FetchedBundle fetched, TheirDevice device, PrekeyCounters highest) {
    TheirPrekey signed = fetched.x25519Signed().verify(device, PrekeyKind.X25519_SIGNED);
    TheirPrekey lastResort =
        fetched.mlKemLastResort().verify(device, PrekeyKind.ML_KEM_768_LAST_RESORT);
    TheirPrekey oneTime = optional(fetched.x25519OneTime(), device, PrekeyKind.X25519_ONE_TIME);
    TheirPrekey kemOneTime =
        optional(fetched.mlKemOneTime(), device, PrekeyKind.ML_KEM_768_ONE_TIME);
    if (signed.counter() < highest.signed() || lastResort.counter() < highest.lastResort()) {
      throw new RefusedException(Verification.PREKEY_COUNTER_LOWERED);
    }
    TheirKemPrekey usedKem = kemOneTime == null ? lastResort.kem() : kemOneTime.kem();
    return new PrekeyBundle(
        device,
        signed.agreement(),
        oneTime == null ? null : oneTime.agreement(),
        usedKem,
        new PrekeyCounters(signed.counter(), lastResort.counter()));
  }

  private static @Nullable TheirPrekey optional(
      @Nullable SignedPrekey prekey, TheirDevice device, PrekeyKind kind) {
    return prekey == null ? null : prekey.verify(device, kind);
  }

  public TheirDevice device() {
    return device;
  }

  /** SPK. */
  public TheirAgreementPrekey signed() {
    return signed;
  }

  /** OPK, if any was left. */
  public @Nullable TheirAgreementPrekey oneTime() {
    return oneTime;
  }

  /** PQ: the one-time ML-KEM prekey if there is one, else the last resort. */
  public TheirKemPrekey kem() {
    return kem;
  }

  public PrekeyCounters counters() {
    return counters;
  }
}
