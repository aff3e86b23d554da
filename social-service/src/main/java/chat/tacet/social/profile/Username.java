package chat.tacet.social.profile;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** How usernames are compared; the auth service decides which exist. */
final class Username {

  private static final Pattern KEY = Pattern.compile("[a-z][a-z0-9_.-]{2,31}");

  /** Normalising can make text longer; nothing much longer than a name is even looked at. */
  private static final int MAX_INPUT = 64;

  private Username() {}

  /** The form in which usernames are unique; empty for text that cannot be one. */
  static Optional<String> key(String name) {
    if (name.length() > MAX_INPUT) {
      return Optional.empty();
    }
    var key = Normalizer.normalize(name, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    return KEY.matcher(key).matches() ? Optional.of(key) : Optional.empty();
  }
}
