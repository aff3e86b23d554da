package chat.tacet.client.cli;

import chat.tacet.client.Conversation;
import chat.tacet.client.Event;
import chat.tacet.client.Listener;
import chat.tacet.client.Message;
import chat.tacet.client.Request;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tools.jackson.jr.ob.JSON;

/** What other programs are told: one JSON object a line, answers and events between each other. */
final class Told implements Listener {

  private final PrintStream out;
  private final ReentrantLock lock = new ReentrantLock();

  Told(PrintStream out) {
    this.out = out;
  }

  /**
   * Answers a command.
   *
   * @param id as the command had it
   */
  void answer(@Nullable Object id, Map<String, Object> members) {
    Map<String, Object> line = new LinkedHashMap<>();
    if (id != null) {
      line.put("id", id);
    }
    line.putAll(members);
    print(line);
  }

  @Override
  public void onEvent(Event event) {
    switch (event) {
      case Event.MessageReceived it -> event("message", message(it.message()));
      case Event.MessageChanged it -> event("changed", message(it.message()));
      case Event.MessagesMissing it ->
          event("missing", Map.of("with", name(it.conversation()), "count", it.count()));
      case Event.RequestReceived it -> event("request", request(it.request()));
      case Event.FriendAdded it -> event("friend", Map.of("with", name(it.conversation())));
      case Event.FriendRemoved it -> event("unfriend", Map.of("with", name(it.conversation())));
      case Event.ConnectionChanged it -> event("connection", Map.of("connected", it.connected()));
      case Event.CaughtUp _ -> event("caught-up", Map.of());
      case Event.Alarm it ->
          event(
              "alarm",
              Map.of("with", it.conversation().map(Told::name).orElse(""), "code", it.code()));
      case Event.Ended it -> event("ended", Map.of("reason", word(it.reason())));
    }
  }

  static Map<String, Object> message(Message message) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("with", name(message.conversation()));
    line.put("kind", word(message.kind()));
    line.put("text", message.text());
    line.put("mine", message.isMine());
    line.put("state", word(message.state()));
    line.put("position", message.position());
    line.put("sentAt", message.sentAt().toEpochMilli());
    message.id().ifPresent(id -> line.put("messageId", id));
    return line;
  }

  static Map<String, Object> request(Request request) {
    return Map.of("username", request.person().username(), "incoming", request.isIncoming());
  }

  private void event(String name, Map<String, Object> members) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("event", name);
    line.putAll(members);
    print(line);
  }

  private void print(Map<String, Object> line) {
    String text = JSON.std.asString(line);
    lock.lock();
    try {
      out.println(text);
    } finally {
      lock.unlock();
    }
  }

  private static String name(Conversation conversation) {
    return conversation.person().username();
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
