package chat.tacet.kit.text;

import java.text.Normalizer;
import java.util.Optional;

/** What people may write about themselves, and what they may call what is theirs. */
public final class ShownText {

  /** Grapheme joiner, Hangul and Khmer fillers, the empty Braille pattern. */
  private static final String BLANK = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0";

  /**
   * UTF-16 units for each character of the form that is stored: that many can become one. What is
   * longer is not even normalised, which takes time that grows with the square of the marks in a
   * row: milliseconds for 2,000 units, a minute for as many as a body holds.
   */
  private static final int UNITS_PER_CHARACTER = 4;

  private ShownText() {}

  /**
   * The form that is stored: Unicode NFC, no white space around.
   *
   * @return empty if it has more characters than this
   */
  public static Optional<String> tidy(String text, int max) {
    var bare = text.strip();
    if (bare.length() > max * UNITS_PER_CHARACTER) {
      return Optional.empty();
    }
    return Optional.of(Normalizer.normalize(bare, Normalizer.Form.NFC))
        .filter(tidy -> length(tidy) <= max);
  }

  /**
   * Whether it can be a name: it says something, and two that look the same are the same. So
   * nothing that cannot be seen, and nothing that changes how its neighbours are shown: no control
   * characters, unpaired surrogates, line ends, or marks that turn the writing direction. Joiners
   * stay allowed, many scripts and emoji need them, and so do the tags that flags are made of.
   */
  public static boolean isName(String text) {
    return text.codePoints().noneMatch(c -> isForbidden(c) || isInvisible(c))
        && (text.isEmpty() || text.codePoints().anyMatch(c -> !isJoiner(c)));
  }

  /**
   * Whether every character can be shown without changing how its neighbours are shown, as in a
   * name, but lines may end and direction marks stand: who reads it reads it for itself.
   */
  public static boolean isLines(String text) {
    return text.codePoints().noneMatch(c -> c != '\n' && isForbidden(c));
  }

  /** Length as people count: characters, not UTF-16 units. */
  private static int length(String text) {
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

  /** Formatting characters, and letters and symbols that are blank by design. */
  private static boolean isInvisible(int codePoint) {
    return (Character.getType(codePoint) == Character.FORMAT && !isJoiner(codePoint))
        || BLANK.indexOf(codePoint) >= 0;
  }

  private static boolean isJoiner(int codePoint) {
    return codePoint == 0x200C
        || codePoint == 0x200D
        || (codePoint >= 0xE0020 && codePoint <= 0xE007F);
  }

  /** Embeddings, overrides and isolates. */
  private static boolean isDirectional(int codePoint) {
    return (codePoint >= 0x202A && codePoint <= 0x202E)
        || (codePoint >= 0x2066 && codePoint <= 0x2069);
  }
}
