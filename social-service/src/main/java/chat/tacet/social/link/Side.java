package chat.tacet.social.link;

/** The two that meet [D-4]. */
enum Side {
  /** Has a device that the account's newest list names. */
  OPENER,
  /** Wants to be named there. */
  GUEST;

  /** Messages of a meeting, numbered from 1. */
  static final int MESSAGES = 4;

  /** Who puts the message of this number; the other side reads it. */
  static Side ofMessage(int number) {
    return number % 2 == 0 ? OPENER : GUEST;
  }

  Side other() {
    return this == OPENER ? GUEST : OPENER;
  }
}
