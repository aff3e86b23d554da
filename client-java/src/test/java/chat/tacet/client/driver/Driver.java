package chat.tacet.client.driver;

import static java.util.Objects.requireNonNull;

import chat.tacet.client.Conversation;
import chat.tacet.client.Listener;
import chat.tacet.client.Message;
import chat.tacet.client.Profile;
import chat.tacet.client.Request;
import chat.tacet.client.Tacet;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tools.jackson.jr.ob.JSON;

/**
 * Does what it is told on standard input, one JSON object a line, and answers each with one on
 * standard output. The first line it writes says that it is connected.
 *
 * <pre>
 * {"do":"befriend","username":"bob"}           → {"ok":true}
 * {"do":"accept","username":"bob"}             → {"ok":true} once that request was accepted
 * {"do":"send","to":"bob","text":"…"}          → {"ok":true} once it is in the store
 * {"do":"read","with":"bob"}                   → {"ok":true,"messages":[{"mine","text","kind","state"}]}
 * {"do":"safety","with":"bob"}                 → {"ok":true,"number":"…"}
 * {"do":"stop"}                                → {"ok":true}, then it closes and ends
 * </pre>
 *
 * <p>What cannot be done yet (no such friend, request or number) is answered {@code {"ok":false}}.
 */
public final class Driver {

  private static final int ALL = 100_000;

  private final Tacet tacet;
  private final PrintStream out;

  private Driver(Tacet tacet, PrintStream out) {
    this.tacet = tacet;
    this.out = out;
  }

  /**
   * Runs until told to stop or until standard input ends.
   *
   * @param args {@code register} or {@code connect}, the server's address, the store, the username;
   *     the password is the first line of standard input
   */
  public static void main(String[] args) throws IOException {
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String password = requireNonNull(in.readLine(), "password");
    var options =
        Tacet.at(URI.create(args[1]))
            .store(Path.of(args[2]))
            .username(args[3])
            .password(password.toCharArray());
    var deaf = new Listener() {};
    var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    try (Tacet tacet =
        args[0].equals("register")
            ? Tacet.register(options, new Profile(args[3], "", ""), deaf)
            : Tacet.connect(options, deaf)) {
      var driver = new Driver(tacet, out);
      driver.answer(Map.of("ok", true));
      driver.work(in);
    }
  }

  private void work(BufferedReader in) throws IOException {
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      Map<String, Object> command = JSON.std.mapFrom(line);
      answer(done(command));
      if ("stop".equals(command.get("do"))) {
        return;
      }
    }
  }

  private Map<String, Object> done(Map<String, Object> command) {
    return switch (word(command, "do")) {
      case "befriend" -> {
        tacet.befriend(word(command, "username"));
        yield Map.of("ok", true);
      }
      case "accept" -> Map.of("ok", accept(word(command, "username")));
      case "send" -> Map.of("ok", send(word(command, "to"), word(command, "text")));
      case "read" -> read(word(command, "with"));
      case "safety" -> safety(word(command, "with"));
      case "stop" -> Map.of("ok", true);
      default -> throw new IllegalArgumentException("no such command");
    };
  }

  private boolean accept(String username) {
    var waiting =
        tacet.requests().stream()
            .filter(Request::isIncoming)
            .filter(request -> request.person().username().equals(username))
            .findFirst();
    waiting.ifPresent(Request::accept);
    return waiting.isPresent();
  }

  private boolean send(String username, String text) {
    var conversation = tacet.conversationWith(username);
    conversation.ifPresent(it -> it.send(text));
    return conversation.isPresent();
  }

  private Map<String, Object> read(String username) {
    List<Map<String, Object>> messages =
        tacet.conversationWith(username).map(it -> it.messages(ALL)).orElse(List.of()).stream()
            .map(Driver::line)
            .toList();
    return Map.of("ok", true, "messages", messages);
  }

  private Map<String, Object> safety(String username) {
    return tacet
        .conversationWith(username)
        .flatMap(Conversation::safetyNumber)
        .<Map<String, Object>>map(number -> Map.of("ok", true, "number", number))
        .orElse(Map.of("ok", false));
  }

  private static Map<String, Object> line(Message message) {
    return Map.of(
        "mine", message.isMine(),
        "text", message.text(),
        "kind", message.kind().name(),
        "state", message.state().name());
  }

  private static String word(Map<String, Object> command, String name) {
    return requireNonNull((String) command.get(name), name);
  }

  private void answer(Map<String, Object> answer) {
    out.println(JSON.std.asString(answer));
  }
}
