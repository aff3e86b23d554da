package chat.tacet.client.protocol;

import java.util.Locale;

/**
 * Why something was refused: whose fault it is (the kind) and exactly what (the code), as {@code
 * docs/spec/limits.md} lists them. Nothing of what was refused is in it, so it may be logged.
 */
public sealed interface Refusal {

  /** As the specification writes it, for example {@code tag-mismatch}. */
  String code();

  /** The caller broke the contract of a method: a bug in the program that uses this library. */
  enum Usage implements Refusal {
    NO_RATCHET_SESSION,
    BUNDLE_OF_ANOTHER_DEVICE,
    MESSAGE_OF_ANOTHER_PAIR,
    PREKEY_OF_ANOTHER_KIND,
    KEYS_OF_ANOTHER_ACCOUNT,
    REPAIR_TOO_SOON;

    @Override
    public String code() {
      return written(this);
    }
  }

  /** Well-formed, but against a rule. */
  enum Validation implements Refusal {
    USERNAME_INVALID,
    PASSWORD_LENGTH,
    DEVICE_LIST_GAP,
    DEVICE_LIST_SIZE,
    DEVICE_LIST_ORDER,
    DEVICE_LIST_PREDECESSOR,
    DEVICE_LIST_RESET_OF_NOTHING,
    RATCHET_SESSION_UNKNOWN,
    PREKEY_GONE,
    MESSAGE_GAP,
    MESSAGE_KEY_GONE,
    REPLAY_MEMORY_FULL,
    GENERATION_JUMP,
    CONTENT_COUNTER,
    CONTENT_SEEN,
    CONTENT_ROOM_STATE,
    CONTENT_TEXT,
    CONTENT_RECEIPT,
    CONTENT_RESEND_REQUEST,
    CONTENT_REACTION,
    CONTENT_PROFILE_UPDATE,
    CONTENT_ROOM_UPDATE,
    CONTENT_GROUP_INVITATION,
    CONTENT_TOO_LONG,
    TYPING_STALE;

    @Override
    public String code() {
      return written(this);
    }
  }

  /** A signature, a tag or a history does not hold: somebody may be attacking. */
  enum Verification implements Refusal {
    PASSWORD_ROUNDS,
    VAULT_WRONG_KEY,
    RECORD_DAMAGED,
    DEVICE_LIST_OF_ANOTHER_ACCOUNT,
    DEVICE_LIST_ACCOUNT_SIGNATURE,
    DEVICE_LIST_DEVICE_SIGNATURE,
    DEVICE_LIST_ROLLED_BACK,
    DEVICE_LIST_FORKED,
    DEVICE_LIST_FORMAT,
    DEVICE_LIST_IDENTITY_CHANGED,
    DEVICE_LIST_KEYS_CHANGED,
    DEVICE_LIST_WITHHELD,
    PREKEY_SIGNATURE,
    PREKEY_KIND,
    PREKEY_OF_ANOTHER_DEVICE,
    PREKEY_COUNTER_LOWERED,
    KEM_KEY_INVALID,
    AGREEMENT_ZERO,
    HANDSHAKE_TRANSCRIPT,
    HANDSHAKE_REPLAYED,
    TAG_MISMATCH,
    RATCHET_KEY_UNEXPECTED,
    POST_QUANTUM_EPOCH,
    POST_QUANTUM_UNEXPECTED,
    CONTENT_COMMITMENT,
    CONTENT_MESSAGE_ID,
    CONTENT_ROOM;

    @Override
    public String code() {
      return written(this);
    }
  }

  /**
   * Bytes that do not parse.
   *
   * @param what the form that was expected, for example {@code sealed-message}
   */
  record Codec(String what, Fault fault) implements Refusal {

    /** What is wrong with the bytes. */
    public enum Fault {
      TRUNCATED,
      TRAILING,
      LENGTH,
      MALFORMED,
      PADDING,
      VERSION,
      SUITE,
      STEP
    }

    @Override
    public String code() {
      return what + "-" + fault.name().toLowerCase(Locale.ROOT);
    }
  }

  /** The platform or this library is broken. */
  enum Internal implements Refusal {
    PLATFORM_CRYPTOGRAPHY;

    @Override
    public String code() {
      return written(this);
    }
  }

  private static String written(Enum<?> refusal) {
    return refusal.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
