package chat.tacet.standalone;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import chat.tacet.kit.boot.StartRefusedException;
import chat.tacet.standalone.admin.Admin;
import chat.tacet.standalone.backup.Backup;
import chat.tacet.standalone.backup.Restore;
import chat.tacet.standalone.data.DataDirectory;
import chat.tacet.standalone.doctor.Doctor;
import chat.tacet.standalone.settings.Settings;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.LoggerFactory;

/**
 * What whoever runs Tacet types beside it: {@code backup DIR}, {@code restore DIR}, {@code doctor};
 * everything else is for {@link Admin}. It runs in a process of its own.
 */
public final class Operator {

  private Operator() {}

  public static void main(String[] args) {
    // What libraries log is for services; here findings are said in words.
    if (LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME) instanceof Logger root) {
      root.setLevel(Level.OFF);
    }
    System.exit(run(Arrays.asList(args), System.getenv(), System.out, System.err));
  }

  /** Does it; 0 if all is well. */
  static int run(
      List<String> args, Map<String, String> variables, PrintStream out, PrintStream err) {
    try {
      // Also behind a command: nobody who asks for help wants it done.
      var wish = args.stream().anyMatch(Set.of("-h", "--help")::contains) ? "help" : first(args);
      if (!wish.equals("help")) {
        DataDirectory.requireOpen(Settings.data(variables));
      }
      return switch (wish) {
        case "backup" -> {
          new Backup(variables, out).into(directory(args));
          yield 0;
        }
        case "restore" -> {
          new Restore(variables, out).from(directory(args));
          yield 0;
        }
        case "doctor" -> new Doctor(variables).examine(out) ? 0 : 1;
        case "help" -> new Admin(variables, out).run(List.of("help"), err);
        default -> new Admin(variables, out).run(args, err);
      };
    } catch (StartRefusedException refused) {
      err.println("tacet: " + refused.getMessage() + " " + refused.remedy());
      return 1;
    }
  }

  private static String first(List<String> args) {
    return args.isEmpty() ? "help" : args.getFirst();
  }

  private static Path directory(List<String> args) {
    // What begins like an option was meant as one; a directory of that name is ./-x.
    if (args.size() != 2 || args.getLast().startsWith("-")) {
      throw new StartRefusedException(
          "Which directory?", "Say ./tacet " + args.getFirst() + " DIR");
    }
    return Path.of(args.getLast());
  }
}
