package chat.tacet.standalone.admin;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Words and options ({@code --name value}, or {@code --name} where it is a flag) of a command. */
final class Arguments {

  private final List<String> words = new ArrayList<>();
  private final Map<String, String> options = new HashMap<>();
  private final Set<String> flags = new HashSet<>();

  /**
   * Reads them.
   *
   * @param known options with a value
   * @param knownFlags options without one
   */
  Arguments(List<String> given, Set<String> known, Set<String> knownFlags) {
    for (int i = 0; i < given.size(); i++) {
      String each = given.get(i);
      if (!each.startsWith("--")) {
        words.add(each);
      } else if (knownFlags.contains(each)) {
        flags.add(each);
      } else if (known.contains(each)) {
        if (i + 1 == given.size()) {
          throw new AdminRefusal("Say what " + each + " is. See: ./tacet admin help");
        }
        options.put(each, given.get(++i));
      } else {
        throw new AdminRefusal("There is no option " + each + " here. See: ./tacet admin help");
      }
    }
  }

  /** Exactly one word, or a sentence about what is missing or too much. */
  String word(String what) {
    if (words.isEmpty()) {
      throw new AdminRefusal("Say " + what + ". See: ./tacet admin help");
    }
    noWordsFrom(1);
    return words.getFirst();
  }

  /** One word or none. */
  Optional<String> wordIfAny() {
    return words.isEmpty() ? Optional.empty() : Optional.of(word("one thing"));
  }

  /** The same, for commands that take none. */
  void noWords() {
    noWordsFrom(0);
  }

  private void noWordsFrom(int index) {
    if (words.size() > index) {
      throw new AdminRefusal("\"" + words.get(index) + "\" is too much. See: ./tacet admin help");
    }
  }

  boolean flag(String name) {
    return flags.contains(name);
  }

  /** A whole number, if it was given. */
  Optional<Long> number(String name) {
    try {
      return Optional.ofNullable(options.get(name)).map(Long::valueOf);
    } catch (NumberFormatException notANumber) {
      throw new AdminRefusal(name + " takes a number.");
    }
  }
}
