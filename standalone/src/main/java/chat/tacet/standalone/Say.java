package chat.tacet.standalone;

import java.time.Duration;
import java.util.Locale;

/** What the operator reads on the terminal. */
final class Say {

  private Say() {}

  /** A part has been started. */
  static void step(String part, long nanos) {
    line(
        String.format(
            Locale.ROOT, "  %-16s %5.1f s", part, Duration.ofNanos(nanos).toMillis() / 1000.0));
  }

  static void line(String text) {
    System.out.println(text);
    System.out.flush();
  }

  static void refusal(String reason, String remedy) {
    System.err.println("tacet: " + reason + " " + remedy);
  }
}
