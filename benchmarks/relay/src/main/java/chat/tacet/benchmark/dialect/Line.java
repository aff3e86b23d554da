package chat.tacet.benchmark.dialect;

/** A connection of one person, ready to be used. All calls happen on its event loop. */
public interface Line {

  /** Sends the next message; it leaves with others of this turn of the loop. */
  void send();

  /** Says that it is alive, where the server wants to hear that. */
  void ping();

  /** Breaks off. */
  void close();
}
