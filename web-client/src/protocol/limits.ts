/** The limits of the protocol. `docs/spec/limits.md` gives each with its reason; a test compares the two. */

const DAY_MS = 86_400_000;

/** [P-3] What the client refuses to go below, whatever the server says: about 0.25 s of one core today. */
export const MIN_PASSWORD_ROUNDS = 1_000_000;
/** [P-3] What it refuses to go above: a hostile server could otherwise freeze the sign-in. */
export const MAX_PASSWORD_ROUNDS = 20_000_000;
/** [P-1] Bytes of a password: more is a paste of the wrong thing. */
export const MAX_PASSWORD_BYTES = 1_024;

/** [I-3] Devices of one account. */
export const MAX_DEVICES = 16;

/** [D-1] How long a code is good, on each side by its own clock: to walk to the other device and type it. */
export const LINK_LIFETIME_MS = 600_000;
/** [D-3] A sealed message of a linking: the largest has 11 kB. */
export const MAX_LINK_MESSAGE_BYTES = 16_384;
/** [D-4] A signed list: what the service takes. */
export const MAX_LINK_LIST_BYTES = 8_192;
/** [D-4] What the user calls a new device. */
export const MAX_DEVICE_NAME_BYTES = 64;
/** [D-4] What a profile says about its owner: 500 characters. */
export const MAX_ABOUT_BYTES = 2_000;

/** [RP-4] What is kept for a recovery phrase: version 1 has 105 bytes. */
export const MAX_RECOVERY_RECORD_BYTES = 512;

/** [PK-5] A rotating prekey is replaced after a week … */
export const PREKEY_ROTATION_MS = 7 * DAY_MS;
/** … and its private half kept this long after that: mail waits 45 days at the relay. */
export const PREKEY_RETENTION_MS = 60 * DAY_MS;
/** [PK-6] One-time prekeys at the server after a refill, and the count below which to refill. */
export const ONE_TIME_X25519 = 100;
export const ONE_TIME_ML_KEM = 50;
export const REFILL_BELOW = 0.25;
/** [PK-7] How long the others of a room wait for the prekeys of one device: one that joins has them within seconds. */
export const PREKEYS_WAIT_MS = 30_000;
/** [PK-7] The same for what was written long ago: a browser that is being linked must not get a queue of blanks. */
export const PREKEYS_LEAST_WAIT_MS = 5_000;

/** Message keys one message may skip: more is either an attack or a loss that repair mends cheaper. */
export const MAX_SKIPPED_PER_JUMP = 2_000;
/** Skipped message keys kept per ratchet session, 2,000 × 68 bytes; the oldest go first. */
export const MAX_SKIPPED_PER_SESSION = 2_000;
/** Receiving chains whose skipped keys are kept: late mail is rarely older than five turns. */
export const MAX_RECEIVING_CHAINS = 5;

/** A post-quantum step is due after so many messages: an offer and an answer cost 2.3 kB … */
export const POST_QUANTUM_AFTER_MESSAGES = 20;
/** … or this long, since the last one was completed. */
export const POST_QUANTUM_AFTER_MS = DAY_MS;
/** One message in so many carries an offer or answer of which it is not known that it came. */
export const POST_QUANTUM_REPEAT_EVERY = 10;

/** [S-6] Ratchet sessions kept per pair of devices, the active one included. */
export const MAX_SESSIONS_PER_PAIR = 8;
/** [S-6] A superseded ratchet session receives for this long. */
export const SUPERSEDED_RETENTION_MS = 60 * DAY_MS;
/** [S-7] An unanswered ratchet session is replaced after this long: its prekeys are still kept then. */
export const UNANSWERED_REPLACE_MS = 14 * DAY_MS;
/** [H-9] Handshakes without a one-time key remembered per pair; a full memory refuses, it never forgets early. */
export const MAX_REPLAY_MEMORY = 256;
/** [H-9] How long at least: rotation plus retention of the prekeys they used, plus the weekly rotation's slack. */
export const REPLAY_MEMORY_MS = PREKEY_ROTATION_MS + PREKEY_RETENTION_MS + 7 * DAY_MS;
/** [S-3] How far ahead a handshake's generation may be: more lost ones than six repairs a day make in four years. */
export const MAX_GENERATION_JUMP = 10_000;
/** [S-8] Repairs per pair of devices: one in ten minutes, six a day. */
export const REPAIR_INTERVAL_MS = 600_000;
export const MAX_REPAIRS_PER_DAY = 6;
export const REPAIR_WINDOW_MS = DAY_MS;

/** [C-7] Encoded content before padding: padded and sealed it is the largest that the relay's 49,152 bytes hold. */
export const MAX_CONTENT_BYTES = 47_100;
/** [C-8] Bytes of a text in UTF-8. */
export const MAX_TEXT_BYTES = 16_384;
export const MAX_SEEN = 8;
export const MAX_RECEIPT_IDS = 512;
export const MAX_RESEND_IDS = 64;
export const MAX_EMOJI_BYTES = 64;
export const MAX_NAME_CHARACTERS = 64;
export const MAX_ROOM_DESCRIPTION_BYTES = 2_048;
/** [C-8] Members of a room, and so device lists one message names. */
export const MAX_ROOM_MEMBERS = 256;

/** [M-2] Bytes of a membership entry: 64 invited people, or evidence of 16 devices, twice over. */
export const MAX_ROOM_ENTRY_BYTES = 8_192;
/** [M-5] People in one invite. */
export const MAX_INVITED_AT_ONCE = 64;
/** [M-7] Entries of a log: a new member verifies all of them, in a second or two. */
export const MAX_ROOM_ENTRIES = 4_096;
/** [M-9] How often an append is tried before the user is told: each time somebody else was faster. */
export const MAX_APPEND_TRIES = 10;
/** [M-13] How long a former member's mail may still arrive: it waits 45 days. */
export const FORMER_MEMBER_MS = 45 * DAY_MS;
/** [I-13] How long a former device's mail may still arrive: as above. */
export const FORMER_DEVICE_MS = 45 * DAY_MS;
/** [I-13] How far behind the clock of who signed a device out may be without any of its mail being lost. */
export const FORMER_DEVICE_SKEW_MS = DAY_MS;
/** [I-13] How long after a device left somebody may have taken its mail who did not know yet: tokens end after ten minutes. */
export const FORMER_DEVICE_LATE_MS = 600_000;
/** [I-13] Former devices of an account: as many again as a list and the one before it can name. */
export const MAX_FORMER_DEVICES = 2 * MAX_DEVICES;
/** [D-10] A history part as it is encoded, without what surrounds it: the largest text fits, and a content has room. */
export const MAX_HISTORY_PART_BYTES = 46_000;
/** [D-10] Rooms of one device's history that are under way: 2,000 friends and 500 groups, more nobody has. */
export const MAX_HISTORY_ROOMS = 2_500;
/** [C-8] Ids of one entry: the newest; encrypting again gave it each. */
export const MAX_HISTORY_IDS = 8;
/** [C-8] */
export const MAX_READ_MARKS = 512;
/** [C-8] Of one content: 14 kB. */
export const MAX_TRUST_MARKS = 256;

/** Bytes of a chunk of an archive, as much as the service takes; the largest that is made has 47,137. */
export const MAX_ARCHIVE_CHUNK_BYTES = 49_152;

/** [W-3] A message to one device: the largest today has 2,516 bytes. */
export const MAX_SEALED_BYTES = 4_096;
/** [C-13] [V-19] Contents asked of one device at a time: whoever floods others with garbage is not asked for all of it. */
export const MAX_ASKS_PER_DEVICE = 256;
/** [C-13] As many may be asked of it by then where one more, that nothing is said of, still is. */
export const MAX_SILENT_ASKS_PER_DEVICE = 128;
/** [C-13] How often a content is asked for … */
export const MAX_RESEND_ASKS = 3;
/** … when again after the first time, since the peer may be asleep, … */
export const RESEND_ASK_AFTER_MS: readonly number[] = [600_000, 21_600_000];
/** … and when it is given up, after the last time. */
export const RESEND_GIVE_UP_MS = DAY_MS;
/** [C-14] What left longer ago is not resent: mail waits 45 days. */
export const RESEND_MAX_AGE_MS = 45 * DAY_MS;
/** [C-14] Per content and asking device: a broken peer must not ask for ever. */
export const MAX_RESENDS = 3;
/** [C-14] Contents per asking device. */
export const MAX_RESENDS_PER_HOUR = 256;

/** [T-3] Age by the receiver's clock beyond which "is writing" is no longer news. */
export const TYPING_MAX_AGE_MS = 60_000;
