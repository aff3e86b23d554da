package chat.tacet.kit.json;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Ids as the contracts write them: UUIDs, 36 characters, lower case. */
public final class Ids {

  private static final Pattern ID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  private Ids() {}

  /** Empty if the text is anything but that one form ({@link UUID#fromString} takes many). */
  public static Optional<UUID> parse(String text) {
    return ID.matcher(text).matches() ? Optional.of(UUID.fromString(text)) : Optional.empty();
  }
}
