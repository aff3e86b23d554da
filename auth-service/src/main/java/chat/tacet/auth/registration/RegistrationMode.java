package chat.tacet.auth.registration;

import java.util.Arrays;
import java.util.Optional;

/** Who may make an account. */
enum RegistrationMode {
  OPEN("open"),
  INVITE_ONLY("invite-only");

  private final String text;

  RegistrationMode(String text) {
    this.text = text;
  }

  /** As contracts, variables and administrators write it. */
  String text() {
    return text;
  }

  static Optional<RegistrationMode> parse(String text) {
    return Arrays.stream(values()).filter(mode -> mode.text.equals(text)).findFirst();
  }
}
