package chat.tacet.client.cli;

import chat.tacet.client.Conversation;
import chat.tacet.client.Message;
import chat.tacet.client.Options;
import chat.tacet.client.Profile;
import chat.tacet.client.Request;
import chat.tacet.client.Sending;
import chat.tacet.client.Tacet;
import chat.tacet.client.failure.AlarmException;
import chat.tacet.client.failure.NetworkException;
import chat.tacet.client.failure.OutboxFullException;
import chat.tacet.client.failure.ServerRefusedException;
import chat.tacet.client.failure.StoreException;
import chat.tacet.client.failure.TacetException;
import chat.tacet.client.failure.UsageException;
import chat.tacet.client.failure.WrongPasswordException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.jr.ob.JSON;

/** The library for other programs: a command a line on standard input, see README.md. */
final class Machine {

  /** Lines of a conversation, unless more are asked for: an answer is one line, and in memory. */
  private static final int LINES = 1_000;

  private final BufferedReader in;
  private final Told told;
  private @Nullable Tacet tacet;

  Machine(BufferedReader in, PrintStream out) {
    this.in = in;
    this.told = new Told(out);
  }

  void run() throws IOException {
    try {
      String line;
      while ((line = in.readLine()) != null) {
        obey(line);
      }
    } finally {
      close();
    }
  }

  private void obey(String line) {
    Map<String, Object> command; // null for the JSON null, too
    try {
      command = JSON.std.mapFrom(line);
    } catch (JacksonException notJson) {
      command = null;
    }
    if (command == null) {
      told.answer(null, Map.of("ok", false, "error", "not-json"));
      return;
    }
    Map<String, Object> answer = new LinkedHashMap<>();
    try {
      answer.put("ok", true);
      answer.putAll(obey(new Command(command)));
    } catch (TacetException failed) {
      answer.put("ok", false);
      answer.put("error", code(failed));
    }
    told.answer(command.get("id"), answer);
  }

  private Map<String, Object> obey(Command command) {
    return switch (command.text("do")) {
      case "register" -> register(command);
      case "connect" -> connect(command);
      case "close" -> close();
      case "befriend" -> Map.of("request", open().befriend(command.text("username")).id());
      case "requests" -> Map.of("requests", open().requests().stream().map(Told::request).toList());
      case "accept" -> accept(command);
      case "decline" -> decline(command);
      case "friends" ->
          Map.of("friends", open().friends().stream().map(friend -> friend.username()).toList());
      case "send" -> send(command);
      case "history" -> history(command);
      case "safety-number" -> Map.of("number", conversation(command).safetyNumber().orElse(""));
      default -> throw new UsageException("no such command");
    };
  }

  private Map<String, Object> register(Command command) {
    close();
    tacet =
        Tacet.register(
            options(command),
            new Profile(command.text("firstName"), command.textOr("lastName", ""), ""),
            told);
    return me();
  }

  private Map<String, Object> connect(Command command) {
    close();
    tacet = Tacet.connect(options(command), told);
    return me();
  }

  private static Options options(Command command) {
    return Where.options(command.text("server"), command.text("store"))
        .username(command.text("username"))
        .password(command.text("password").toCharArray());
  }

  private Map<String, Object> me() {
    return Map.of("accountId", open().me().accountId(), "username", open().me().username());
  }

  private Map<String, Object> close() {
    Tacet open = tacet;
    tacet = null;
    if (open != null) {
      open.close();
    }
    return Map.of();
  }

  private Map<String, Object> accept(Command command) {
    return Map.of("room", request(command).accept().roomId());
  }

  private Map<String, Object> decline(Command command) {
    request(command).decline();
    return Map.of();
  }

  private Request request(Command command) {
    Predicate<Request> wanted =
        request -> request.person().username().equalsIgnoreCase(command.text("username"));
    return open().requests().stream()
        .filter(Request::isIncoming)
        .filter(wanted)
        .findFirst()
        .orElseThrow(() -> new UsageException("no such request"));
  }

  private Map<String, Object> send(Command command) {
    Conversation there = conversation(command);
    String key = command.textOr("key", "");
    Sending sending =
        key.isEmpty() ? there.send(command.text("text")) : there.send(command.text("text"), key);
    return Map.of("message", Told.message(sending.message()));
  }

  private Map<String, Object> history(Command command) {
    List<Message> lines = conversation(command).messages(command.numberOr("limit", LINES));
    return Map.of("messages", lines.stream().map(Told::message).toList());
  }

  private Conversation conversation(Command command) {
    return open()
        .conversationWith(command.text("with"))
        .orElseThrow(() -> new UsageException("no such conversation"));
  }

  private Tacet open() {
    Tacet open = tacet;
    if (open == null) {
      throw new UsageException("not connected");
    }
    return open;
  }

  /** A stable word; the exception's own text is for people. */
  private static String code(TacetException failed) {
    return switch (failed) {
      case UsageException usage -> "usage: " + usage.getMessage();
      case WrongPasswordException _ -> "wrong-password";
      case ServerRefusedException refused -> refused.code();
      case NetworkException _ -> "network";
      case OutboxFullException _ -> "outbox-full";
      case AlarmException alarm -> "alarm: " + alarm.code();
      case StoreException store -> "store: " + store.getMessage();
    };
  }

  /** A command's members; what is missing is the caller's fault. */
  private record Command(Map<String, Object> members) {

    String text(String name) {
      if (members.get(name) instanceof String text) {
        return text;
      }
      throw new UsageException(name + " is missing");
    }

    String textOr(String name, String otherwise) {
      return members.get(name) instanceof String text ? text : otherwise;
    }

    int numberOr(String name, int otherwise) {
      return members.get(name) instanceof Integer number ? number : otherwise;
    }
  }
}
