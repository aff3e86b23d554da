package chat.tacet.client.store;

import java.util.Locale;

/**
 * What is kept, one SQLite table each, {@code (key, record)} with the record sealed. <em>tag</em>
 * is the HMAC of [V-5], so that no key tells a name. Numbers in keys are big-endian, so that key
 * order is number order.
 */
public enum Table {
  /** Under fixed names: keys of this account and device, counters, state of prekeys. */
  ACCOUNT,
  /** Kind and key id: a private prekey. Goes when consumed, or 60 days after its replacement. */
  PREKEYS,
  /** Tag of account: the newest verified device list and the hashes of those before. */
  DEVICE_LISTS,
  /** Tag of account and device: the pair, [S-10]. */
  SESSIONS,
  /** Tag of room: person, counters, what was seen. */
  CONVERSATIONS,
  /** Tag of room: messages whose receipts are due. Goes when they are in the outbox. */
  RECEIPTS_DUE,
  /** Tag of room: alarms about lists that stand. Goes when they are settled. */
  DOUBTS,
  /** Tag of room, index: one entry of a conversation. Indexes count from 0 without gaps. */
  MESSAGES,
  /** Tag of message id: room and index. */
  MESSAGE_IDS,
  /** Tag of room, index: other message ids of that entry. */
  ALIASES,
  /** Tag of room and sending device: how far its numbers are. */
  SENDERS,
  /** Tag of room and sending device, number: which contents came in, [C-12]. */
  NUMBERS_SEEN,
  /** Tag of sending account, device and envelope id: when it came in. Goes after 60 days. */
  ENVELOPES_SEEN,
  /** Sequence: what waits to be sent. Goes when accepted, or refused for good. */
  OUTBOX,
  /** Tag of the key that a program chose for a text: room and index. Goes after 60 days. */
  SEND_KEYS,
  /** Sequence: room and index of a message that the program has not handled yet. */
  UNHEARD,
  /** Tag of message id: what was sent, for whoever asks again. Goes after 45 days, [C-14]. */
  SENT,
  /** Tag of room and number: the message id of what was sent under it. Goes with it. */
  SENT_NUMBERS,
  /** Tag of room, account, device, and message id or number: what was asked for again, [C-13]. */
  ASKED,
  /** Sequence: which envelope was refused and why, never its content. */
  QUARANTINE;

  /** As SQLite and the address of a sealed record spell it. */
  public String spelling() {
    return name().toLowerCase(Locale.ROOT);
  }
}
