package chat.tacet.client.cli;

import chat.tacet.client.Listener;
import chat.tacet.client.Options;
import chat.tacet.client.Profile;
import chat.tacet.client.Tacet;
import chat.tacet.client.failure.TacetException;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Chooses the program. */
public final class Main {

  private static final String HELP =
      """
      usage: chat register SERVER STORE USERNAME   make an account
             chat connect  SERVER STORE USERNAME   sign in
             machine                               one JSON object a line, see README.md
      SERVER is an address like http://localhost:8080, STORE a file.
      The password is asked for, or taken from the variable TACET_PASSWORD.
      """;

  private Main() {}

  public static void main(String[] args) {
    var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try {
      if (args.length == 1 && args[0].equals("machine")) {
        new Machine(in, out).run();
      } else if (args.length == 5 && args[0].equals("chat")) {
        chat(args, in, out);
      } else {
        out.print(HELP);
      }
    } catch (TacetException failed) {
      out.println("! " + failed.getMessage());
      System.exit(1);
    } catch (IOException gone) {
      // Whoever typed, or listened, went away.
      System.exit(1);
    }
  }

  private static void chat(String[] args, BufferedReader in, PrintStream out) throws IOException {
    Options options = Where.options(args[2], args[3]).username(args[4]).password(password(in));
    Listener shown = new ShownEvents(out);
    try (Tacet tacet =
        args[1].equals("register")
            ? Tacet.register(options, Profile.named(args[4]), shown)
            : Tacet.connect(options, shown)) {
      new Chat(tacet, in, out).run();
    }
  }

  private static char[] password(BufferedReader in) throws IOException {
    String given = System.getenv("TACET_PASSWORD");
    if (given != null) {
      return given.toCharArray();
    }
    Console console = Objects.requireNonNull(System.console(), "the JDK has one since 22");
    if (!console.isTerminal()) {
      return line(in).toCharArray();
    }
    char @Nullable [] typed = console.readPassword("Password: ");
    return typed == null ? new char[0] : typed;
  }

  private static String line(BufferedReader in) throws IOException {
    String line = in.readLine();
    return line == null ? "" : line;
  }
}
