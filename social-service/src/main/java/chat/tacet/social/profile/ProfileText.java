package chat.tacet.social.profile;

import java.text.Normalizer;

/** What people may write about themselves. */
final class ProfileText {

  private ProfileText() {}

  /** The form that is stored: Unicode NFC, no white space around. */
  static String tidy(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFC).strip();
  }

  /**
   * Whether every character can be shown in one line without changing how its neighbours are shown:
   * no control characters, unpaired surrogates, line ends, or marks that turn the writing
   * direction.
   */
  static boolean isOneLine(String text) {
    return text.codePoints().noneMatch(ProfileText::isForbidden);
  }

  /** The same, but lines may end. */
  static boolean isLines(String text) {
    return text.codePoints().noneMatch(c -> c != '\n' && isForbidden(c));
  }

  /** Length as people count: characters, not UTF-16 units. */
  static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  private static boolean isForbidden(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED,
          Character.PRIVATE_USE ->
          true;
      case Character.FORMAT -> isDirectional(codePoint);
      default -> false;
    };
  }

  /** Embeddings, overrides and isolates; joiners stay allowed, many scripts and emoji need them. */
  private static boolean isDirectional(int codePoint) {
    return (codePoint >= 0x202A && codePoint <= 0x202E)
        || (codePoint >= 0x2066 && codePoint <= 0x2069);
  }
}
