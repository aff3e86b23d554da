package chat.tacet.social.prekey;

import chat.tacet.kit.database.Columns;
import io.r2dbc.spi.Readable;

/**
 * What a device has stored, and the highest it ever had.
 *
 * @param x25519OneTime one-time X25519 prekeys that remain
 * @param mlKemOneTime one-time ML-KEM prekeys that remain
 * @param x25519OneTimeHigh highest key id of one ever stored; -1 if none
 * @param mlKemOneTimeHigh highest key id of one ever stored; -1 if none
 * @param x25519SignedCounter counter of the rotating X25519 prekey; 0 if none
 * @param mlKemCounter counter of the rotating ML-KEM prekey; 0 if none
 */
record PrekeyMarks(
    long x25519OneTime,
    long mlKemOneTime,
    long x25519OneTimeHigh,
    long mlKemOneTimeHigh,
    long x25519SignedCounter,
    long mlKemCounter) {

  static PrekeyMarks of(Readable row) {
    return new PrekeyMarks(
        Columns.number(row, "x25519_one_time"),
        Columns.number(row, "ml_kem_one_time"),
        Columns.number(row, "x25519_one_time_high"),
        Columns.number(row, "ml_kem_one_time_high"),
        Columns.number(row, "x25519_signed_counter"),
        Columns.number(row, "ml_kem_counter"));
  }

  /** Nothing at or below it may be stored anew. */
  long mark(Kind kind) {
    return switch (kind) {
      case X25519_SIGNED -> x25519SignedCounter;
      case X25519_ONE_TIME -> x25519OneTimeHigh;
      case ML_KEM_LAST_RESORT -> mlKemCounter;
      case ML_KEM_ONE_TIME -> mlKemOneTimeHigh;
    };
  }
}
