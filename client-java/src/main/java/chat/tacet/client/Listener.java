package chat.tacet.client;

/**
 * Hears what happens, one event at a time, on a thread of its own: take your time, send, wait.
 * While you are behind, mail waits at the server.
 *
 * <p>A message counts as read when {@link #onMessage} has returned. If it throws, the message comes
 * again, twice after a moment and then at the next start; so it does if the program ends before it
 * has returned: handle each at least once. What throws a {@link
 * chat.tacet.client.failure.UsageException} would throw it each time (an answer that is too long, a
 * conversation that is closed by now): that message counts as handled, and the log says so. After
 * an {@link chat.tacet.client.failure.OutboxFullException} it comes again once there is room, and
 * what was written after it in that conversation comes behind it.
 */
public interface Listener {

  /** Everything; by default passed on to the methods below. */
  default void onEvent(Event event) {
    switch (event) {
      case Event.MessageReceived it -> onMessage(it.message());
      case Event.MessageChanged it -> onMessageChanged(it.message());
      case Event.MessagesMissing it -> onMessagesMissing(it.conversation(), it.count());
      case Event.RequestReceived it -> onRequest(it.request());
      case Event.FriendAdded it -> onFriendAdded(it.conversation());
      case Event.FriendRemoved it -> onFriendRemoved(it.conversation());
      case Event.ConnectionChanged it -> onConnection(it.connected());
      case Event.CaughtUp _ -> onCaughtUp();
      case Event.Alarm it -> onAlarm(it);
      case Event.Ended it -> onEnded(it.reason());
    }
  }

  /** Somebody wrote. */
  default void onMessage(Message message) {}

  /** A message was sent, delivered, read, repaired, edited or deleted. */
  default void onMessageChanged(Message message) {}

  /** Messages are missing, or could not be opened. They are asked for again. */
  default void onMessagesMissing(Conversation conversation, long count) {}

  /** Somebody wants to be friends. Those that wait are told again at every start. */
  default void onRequest(Request request) {}

  default void onFriendAdded(Conversation conversation) {}

  default void onFriendRemoved(Conversation conversation) {}

  /** It reconnects by itself; meanwhile messages wait in the store. */
  default void onConnection(boolean connected) {}

  /** Everything that waited at the server is here. */
  default void onCaughtUp() {}

  /** Something that should hold does not: somebody may be attacking. Tell a person. */
  default void onAlarm(Event.Alarm alarm) {}

  /** It is over until the program connects again. */
  default void onEnded(Event.Ended.Reason reason) {}
}
