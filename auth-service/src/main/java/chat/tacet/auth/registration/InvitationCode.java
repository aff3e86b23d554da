package chat.tacet.auth.registration;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A code for signing up: twenty characters, 98 random bits, so plain SHA-256 hides it. It is read
 * out and typed: no two of its characters look alike, case and what stands between the groups do
 * not matter.
 */
final class InvitationCode {

  private static final String ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
  private static final int LENGTH = 20;
  private static final int GROUP = 5;

  /** Longer input is not looked at. */
  static final int MAX_INPUT = 64;

  private static final Pattern BETWEEN = Pattern.compile("[\\s-]+");
  private static final Pattern RULES = Pattern.compile("[" + ALPHABET + "]{" + LENGTH + "}");
  private static final SecureRandom RANDOM = new SecureRandom();

  private final String characters;

  private InvitationCode(String characters) {
    this.characters = characters;
  }

  static InvitationCode create() {
    return new InvitationCode(random(LENGTH));
  }

  /** What administrators call an invitation by; it opens nothing. */
  static String newId() {
    return random(8).toLowerCase(Locale.ROOT);
  }

  private static String random(int length) {
    return RANDOM
        .ints(length, 0, ALPHABET.length())
        .collect(
            StringBuilder::new,
            (text, each) -> text.append(ALPHABET.charAt(each)),
            StringBuilder::append)
        .toString();
  }

  /** Empty if the text could not be one. */
  static Optional<InvitationCode> parse(String text) {
    if (text.length() > MAX_INPUT) {
      return Optional.empty();
    }
    String characters = BETWEEN.matcher(text).replaceAll("").toUpperCase(Locale.ROOT);
    return RULES.matcher(characters).matches()
        ? Optional.of(new InvitationCode(characters))
        : Optional.empty();
  }

  /** For whoever is invited. */
  String shown() {
    var groups = new StringBuilder(characters);
    for (int at = LENGTH - GROUP; at > 0; at -= GROUP) {
      groups.insert(at, '-');
    }
    return groups.toString();
  }

  byte[] hash() {
    try {
      return MessageDigest.getInstance("SHA-256")
          .digest(characters.getBytes(StandardCharsets.US_ASCII));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String toString() {
    return "InvitationCode[redacted]";
  }
}
