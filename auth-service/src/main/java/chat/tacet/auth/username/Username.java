package chat.tacet.auth.username;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A name that keeps the rules of {@code contracts/rest.md}: after NFKC and lower-casing 3 to 32 of
 * {@code a-z 0-9 _ . -}, beginning with a letter, not ending with {@code .} or {@code -}, no two
 * separators in a row.
 *
 * <p>Everything outside ASCII is refused after NFKC; what looks alike within ASCII has one {@link
 * #skeleton()}.
 */
public final class Username {

  /** Longer input is not normalised: it could not become a name. */
  private static final int MAX_INPUT = 128;

  private static final Pattern RULES =
      Pattern.compile("(?=.{3,32}$)[a-z][a-z0-9]*(?:[_.-][a-z0-9]+)*_?");

  private static final Pattern ASCII = Pattern.compile("[\\x21-\\x7e]+");

  private final String displayed;
  private final String key;

  private Username(String displayed, String key) {
    this.displayed = displayed;
    this.key = key;
  }

  /** Empty if the text breaks a rule. */
  public static Optional<Username> parse(String text) {
    if (text.length() > MAX_INPUT) {
      return Optional.empty();
    }
    String displayed = Normalizer.normalize(text, Normalizer.Form.NFKC);
    String key = key(displayed);
    return ASCII.matcher(displayed).matches() && RULES.matcher(key).matches()
        ? Optional.of(new Username(displayed, key))
        : Optional.empty();
  }

  /**
   * The form under which anything a person typed into a name field is looked up and counted, valid
   * name or not.
   */
  public static String lookUpKey(String text) {
    String bounded = text.length() > MAX_INPUT ? text.substring(0, MAX_INPUT) : text;
    return key(Normalizer.normalize(bounded, Normalizer.Form.NFKC));
  }

  private static String key(String normalised) {
    return normalised.toLowerCase(Locale.ROOT);
  }

  /** As its owner wrote it. */
  public String displayed() {
    return displayed;
  }

  /** The form that is unique. */
  public String key() {
    return key;
  }

  /** The same for all names that look like this one; at most twice as long. */
  public String skeleton() {
    return Skeleton.of(key);
  }

  /** Whether it is kept from people, because others would believe it or what looks like it. */
  public boolean isReserved() {
    return ReservedNames.haveOneLike(this);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Username that && key.equals(that.key);
  }

  @Override
  public int hashCode() {
    return key.hashCode();
  }

  /** Names nobody: usernames don't belong in logs. */
  @Override
  public String toString() {
    return "Username[redacted]";
  }
}
