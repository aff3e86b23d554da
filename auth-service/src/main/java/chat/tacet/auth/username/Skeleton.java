package chat.tacet.auth.username;

/**
 * What is left of a name when everything that people mistake for one another is made the same, as
 * {@code contracts/rest.md} says. Two names of one skeleton cannot be told apart at a glance.
 *
 * <p>Unicode TS 39, section 4, restricted to the characters of a name: {@code 0} is {@code o},
 * {@code 1} and {@code I} are {@code l}, {@code m} is {@code rn}. Ours: {@code i} goes with {@code
 * I}, because case is as its owner wrote it; {@code w} is {@code vv}; separators are nothing. Pairs
 * are written out and never drawn together, so that the order of the letters decides nothing.
 *
 * <p>Migration {@code V7} says the same in SQL, for names that were there before.
 */
final class Skeleton {

  private Skeleton() {}

  /**
   * The skeleton of a name.
   *
   * @param key the name in the form that is unique
   */
  static String of(String key) {
    var skeleton = new StringBuilder(2 * key.length());
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      switch (c) {
        case '0' -> skeleton.append('o');
        case '1', 'i' -> skeleton.append('l');
        case 'm' -> skeleton.append("rn");
        case 'w' -> skeleton.append("vv");
        case '_', '.', '-' -> {}
        default -> skeleton.append(c);
      }
    }
    return skeleton.toString();
  }
}
