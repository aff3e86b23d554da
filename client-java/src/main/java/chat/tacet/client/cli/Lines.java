package chat.tacet.client.cli;

import chat.tacet.client.Message;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** How a message looks in a terminal. */
final class Lines {

  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);

  private Lines() {}

  static String of(Message message) {
    String clock = CLOCK.format(LocalTime.ofInstant(message.sentAt(), ZoneId.systemDefault()));
    String other = safe(message.conversation().person().username());
    String who = message.isMine() ? "you to " + other : other;
    String state = message.isMine() ? " (" + message.state() + ")" : "";
    return clock + " " + who + state + ": " + text(message);
  }

  /**
   * Somebody else's words, on one line: control characters could repaint the terminal, a new line
   * could pose as another person's, and what changes the direction could show another order.
   */
  static String safe(String text) {
    return text.replaceAll("\\R", " \u23ce ")
        .replaceAll(
            "[\\p{Cc}\\x{061c}\\x{200e}\\x{200f}\\x{202a}-\\x{202e}\\x{2066}-\\x{2069}]", "\ufffd");
  }

  private static String text(Message message) {
    return switch (message.kind()) {
      case TEXT -> safe(message.text());
      case DELETED -> "(deleted)";
      case MISSING -> "(missing)";
      case REPAIRING -> "(being repaired)";
      case LOST -> "(could not be recovered)";
      case TOO_NEW -> "(update to read this)";
      case ALARM -> "(alarm: " + safe(message.text()) + ")";
    };
  }
}
