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
    String other = message.conversation().person().username();
    String who = message.isMine() ? "you to " + other : other;
    String state = message.isMine() ? " (" + message.state() + ")" : "";
    return clock + " " + who + state + ": " + text(message);
  }

  /** Control characters could repaint the terminal: they are somebody else's. */
  private static String text(Message message) {
    return switch (message.kind()) {
      case TEXT -> message.text().replaceAll("[\\p{Cntrl}&&[^\\n\\t]]", "\ufffd");
      case DELETED -> "(deleted)";
      case MISSING -> "(missing)";
      case REPAIRING -> "(being repaired)";
      case LOST -> "(could not be recovered)";
      case TOO_NEW -> "(update to read this)";
      case ALARM -> "(alarm: " + message.text() + ")";
    };
  }
}
