package chat.tacet.client.protocol.ratchet;

/** What may happen between phones. Mail is named by its place among what is under way. */
sealed interface Step {

  record Write(int from, int to) implements Step {}

  record Read(int mail) implements Step {}

  /** The relay delivers it again later. */
  record ReadAndKeep(int mail) implements Step {}

  record Lose(int mail) implements Step {}

  /** A copy with one bit changed arrives first. */
  record Damage(int mail) implements Step {}

  /** The message never left. */
  record CrashWhileWriting(int from, int to) implements Step {}

  /** Nothing of it was stored. */
  record CrashWhileReading(int mail) implements Step {}

  record Begin(int from, int to, boolean oneTime) implements Step {}

  record PassHours(int hours) implements Step {}
}
