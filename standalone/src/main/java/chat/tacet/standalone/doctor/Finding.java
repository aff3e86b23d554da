package chat.tacet.standalone.doctor;

import chat.tacet.kit.boot.StartRefusedException;

/**
 * What a check found.
 *
 * @param subject what was looked at, in a word or two
 * @param says how it is
 * @param mend what to do about it; empty if nothing is to be done
 */
record Finding(Level level, String subject, String says, String mend) {

  /** How much it matters. */
  enum Level {
    GOOD("ok"),
    /** Works, and could be better. */
    ADVICE("advice"),
    /** People are kept from something, or will be. */
    BROKEN("BROKEN");

    private final String text;

    Level(String text) {
      this.text = text;
    }
  }

  static Finding good(String subject, String says) {
    return new Finding(Level.GOOD, subject, says, "");
  }

  static Finding advice(String subject, String says, String mend) {
    return new Finding(Level.ADVICE, subject, says, mend);
  }

  static Finding broken(String subject, String says, String mend) {
    return new Finding(Level.BROKEN, subject, says, mend);
  }

  /** What keeps a service from starting. */
  static Finding broken(String subject, StartRefusedException refused) {
    return broken(subject, refused.getMessage(), refused.remedy());
  }

  boolean isBroken() {
    return level == Level.BROKEN;
  }

  /** For the terminal: a line, and one more about what to do. */
  String text() {
    var line = "%-7s %-14s %s".formatted(level.text, subject, says);
    return mend.isEmpty() ? line : line + "\n%-22s → %s".formatted("", mend);
  }
}
