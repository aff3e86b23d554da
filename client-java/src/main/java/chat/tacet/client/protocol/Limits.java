package chat.tacet.client.protocol;

import java.util.List;

/** The limits of {@code docs/spec/limits.md}, where each has its reason. Times in milliseconds. */
public final class Limits {

  public static final int MIN_PASSWORD_ROUNDS = 1_000_000;
  public static final int MAX_PASSWORD_ROUNDS = 20_000_000;
  public static final int MAX_PASSWORD_BYTES = 1_024;
  public static final int MAX_DEVICES = 16;
  public static final long FORMER_DEVICE_MS = 3_888_000_000L;
  public static final long FORMER_DEVICE_SKEW_MS = 86_400_000L;
  public static final long FORMER_DEVICE_LATE_MS = 600_000L;
  public static final int MAX_FORMER_DEVICES = 32;
  public static final long PREKEY_ROTATION_MS = 604_800_000L;
  public static final long PREKEY_RETENTION_MS = 5_184_000_000L;
  public static final int ONE_TIME_X25519 = 100;
  public static final int ONE_TIME_ML_KEM = 50;
  public static final double REFILL_BELOW = 0.25;
  public static final long PREKEYS_WAIT_MS = 30_000L;
  public static final long PREKEYS_LEAST_WAIT_MS = 5_000L;
  public static final int MAX_SKIPPED_PER_JUMP = 2_000;
  public static final int MAX_SKIPPED_PER_SESSION = 2_000;
  public static final int MAX_RECEIVING_CHAINS = 5;
  public static final int POST_QUANTUM_AFTER_MESSAGES = 20;
  public static final long POST_QUANTUM_AFTER_MS = 86_400_000L;
  public static final int POST_QUANTUM_REPEAT_EVERY = 10;
  public static final int MAX_SESSIONS_PER_PAIR = 8;
  public static final long SUPERSEDED_RETENTION_MS = 5_184_000_000L;
  public static final long UNANSWERED_REPLACE_MS = 1_209_600_000L;
  public static final int MAX_REPLAY_MEMORY = 256;
  public static final long REPLAY_MEMORY_MS = 6_393_600_000L;
  public static final int MAX_GENERATION_JUMP = 10_000;
  public static final long REPAIR_INTERVAL_MS = 600_000L;
  public static final int MAX_REPAIRS_PER_DAY = 6;
  public static final long REPAIR_WINDOW_MS = 86_400_000L;
  public static final int MAX_CONTENT_BYTES = 47_100;
  public static final int MAX_TEXT_BYTES = 16_384;
  public static final int MAX_SEEN = 8;
  public static final int MAX_RECEIPT_IDS = 512;
  public static final int MAX_RESEND_IDS = 64;
  public static final int MAX_EMOJI_BYTES = 64;
  public static final int MAX_NAME_CHARACTERS = 64;
  public static final int MAX_ROOM_DESCRIPTION_BYTES = 2_048;
  public static final int MAX_ROOM_MEMBERS = 256;
  public static final int MAX_SEALED_BYTES = 4_096;
  public static final int MAX_RESEND_ASKS = 3;
  public static final int MAX_ASKS_PER_DEVICE = 256;
  public static final int MAX_SILENT_ASKS_PER_DEVICE = 128;
  public static final List<Long> RESEND_ASK_AFTER_MS = List.of(600_000L, 21_600_000L);
  public static final long RESEND_GIVE_UP_MS = 86_400_000L;
  public static final long RESEND_MAX_AGE_MS = 3_888_000_000L;
  public static final int MAX_RESENDS = 3;
  public static final int MAX_RESENDS_PER_HOUR = 256;
  public static final long TYPING_MAX_AGE_MS = 60_000L;

  private Limits() {}
}
