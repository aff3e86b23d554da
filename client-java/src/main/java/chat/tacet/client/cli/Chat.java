package chat.tacet.client.cli;

import chat.tacet.client.Conversation;
import chat.tacet.client.Message;
import chat.tacet.client.Request;
import chat.tacet.client.Tacet;
import chat.tacet.client.failure.TacetException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a person types. */
final class Chat {

  private static final String HELP =
      """
      /add NAME       ask somebody to be friends      /accept NAME, /decline NAME
      /friends        who there is                    /requests   who asked
      /with NAME      talk to NAME: what you type then goes there
      /history        the last 20 lines               /number     the safety number to compare
      /quit
      """;

  private static final int HISTORY = 20;

  private final Tacet tacet;
  private final BufferedReader in;
  private final PrintStream out;
  private @Nullable Conversation current;

  Chat(Tacet tacet, BufferedReader in, PrintStream out) {
    this.tacet = tacet;
    this.in = in;
    this.out = out;
  }

  void run() throws IOException {
    out.print(HELP);
    String line;
    while ((line = in.readLine()) != null && !line.equals("/quit")) {
      try {
        say(line.strip());
      } catch (TacetException failed) {
        out.println("! " + Lines.safe(String.valueOf(failed.getMessage())));
      }
    }
  }

  private void say(String line) {
    String[] words = line.split("\\s+", 2);
    String name = words.length == 2 ? words[1] : "";
    switch (words[0]) {
      case "" -> {}
      case "/add" -> tacet.befriend(name);
      case "/accept" -> request(name).ifPresent(Request::accept);
      case "/decline" -> request(name).ifPresent(Request::decline);
      case "/friends" ->
          tacet.friends().forEach(friend -> out.println("  " + Lines.safe(friend.username())));
      case "/requests" -> tacet.requests().forEach(this::show);
      case "/with" -> with(name);
      case "/history" -> conversation().ifPresent(this::history);
      case "/number" -> conversation().flatMap(Conversation::safetyNumber).ifPresent(out::println);
      default -> speak(line);
    }
  }

  private void speak(String line) {
    if (line.startsWith("/")) {
      out.print(HELP);
    } else {
      conversation().ifPresent(there -> there.send(line));
    }
  }

  private void with(String name) {
    current = tacet.conversationWith(name).orElse(null);
    conversation().ifPresent(this::history);
  }

  private Optional<Conversation> conversation() {
    if (current == null) {
      out.println("! with whom? /with NAME");
    }
    return Optional.ofNullable(current);
  }

  private Optional<Request> request(String name) {
    List<Request> asked = tacet.requests().stream().filter(Request::isIncoming).toList();
    Optional<Request> wanted =
        asked.stream()
            .filter(request -> request.person().username().equalsIgnoreCase(name))
            .findFirst();
    if (wanted.isEmpty()) {
      out.println("! nobody of that name asked");
    }
    return wanted;
  }

  private void show(Request request) {
    String name = Lines.safe(request.person().username());
    out.println(request.isIncoming() ? "  " + name + " asked you" : "  you asked " + name);
  }

  private void history(Conversation conversation) {
    for (Message message : conversation.messages(HISTORY)) {
      out.println(Lines.of(message));
    }
  }
}
