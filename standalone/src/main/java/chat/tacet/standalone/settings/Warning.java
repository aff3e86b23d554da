package chat.tacet.standalone.settings;

/**
 * Something to mend that keeps nothing from starting.
 *
 * @param says how it is, a sentence
 * @param mend what to do about it
 */
public record Warning(String says, String mend) {

  /** For the terminal. */
  public String text() {
    return "Warning: " + says + "\n         → " + mend;
  }
}
