package chat.tacet.client.protocol.password;

import chat.tacet.client.protocol.Refusal;
import chat.tacet.client.protocol.RefusedException;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A username in its one normalised form, [P-2].
 *
 * @param value 3 to 32 characters of {@code a-z 0-9 _ . -}
 */
public record Username(String value) {

  private static final Pattern FORM = Pattern.compile("(?=.{3,32}\\z)[a-z](?:[_.-]?[a-z0-9])*_?");

  public Username {
    if (!FORM.matcher(value).matches()) {
      throw new RefusedException(Refusal.Validation.USERNAME_INVALID);
    }
  }

  /** Normalises what somebody typed; refuses with {@code username-invalid}. */
  public static Username of(String typed) {
    return new Username(Normalizer.normalize(typed, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT));
  }
}
