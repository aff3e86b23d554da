package chat.tacet.social.prekey;

import chat.tacet.contracts.identity.v1.PrekeyKind;

/** The four kinds of prekeys. */
enum Kind {
  X25519_SIGNED(PrekeyKind.X25519_SIGNED, 32, "x25519_signed_counter"),
  X25519_ONE_TIME(PrekeyKind.X25519_ONE_TIME, 32, "x25519_one_time_high"),
  ML_KEM_LAST_RESORT(PrekeyKind.ML_KEM_768_LAST_RESORT, 1184, "ml_kem_counter"),
  ML_KEM_ONE_TIME(PrekeyKind.ML_KEM_768_ONE_TIME, 1184, "ml_kem_one_time_high");

  private final PrekeyKind wire;
  private final int keyLength;
  private final String mark;

  Kind(PrekeyKind wire, int keyLength, String mark) {
    this.wire = wire;
    this.keyLength = keyLength;
    this.mark = mark;
  }

  PrekeyKind wire() {
    return wire;
  }

  /** Bytes of a public key. */
  int keyLength() {
    return keyLength;
  }

  /** Column of {@code device_binding} with the highest counter, or key id, ever stored. */
  String mark() {
    return mark;
  }

  /** Handed out once, as against rotating: handed out until replaced. */
  boolean isOneTime() {
    return this == X25519_ONE_TIME || this == ML_KEM_ONE_TIME;
  }
}
