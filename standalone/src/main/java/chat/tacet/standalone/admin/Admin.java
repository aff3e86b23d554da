package chat.tacet.standalone.admin;

import static chat.tacet.standalone.admin.Services.AUTH;
import static chat.tacet.standalone.admin.Services.RELAY;
import static chat.tacet.standalone.admin.Services.SOCIAL;

import java.io.PrintStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** The administrator's command line. */
public final class Admin {

  private static final String HELP =
      """
      ./tacet admin registration [open|invite-only]   say or decide who may sign up
      ./tacet admin invite [--uses N] [--days N]      make an invitation code (1 use, 7 days)
      ./tacet admin invitations                       list them; codes are not kept
      ./tacet admin revoke-invitation ID
      ./tacet admin accounts                          who is here, and what is stored
      ./tacet admin sign-out NAME                     end all logins; NAME may sign in again
      ./tacet admin suspend NAME                      end all logins, and let nobody sign in
      ./tacet admin unsuspend NAME
      ./tacet admin delete NAME --yes                 for ever
      ./tacet admin rotate-keys [--at-once]           a new signing key; at once if the old one leaked
      ./tacet admin limits                            quotas and retention that hold; they are changed by
                                                      variables and a restart
      NAME is a username or an account id. Ends of logins close sockets within 5 s.
      Beside it: ./tacet backup DIR, ./tacet restore DIR, ./tacet doctor
      """;

  private final Services services;
  private final PrintStream out;

  /**
   * For the services that run here.
   *
   * @param variables {@code TACET_*}
   */
  public Admin(Map<String, String> variables, PrintStream out) {
    this.services = new Services(variables);
    this.out = out;
  }

  /** Runs a command; 0 if it was done. */
  public int run(List<String> args, PrintStream err) {
    try {
      var rest = args.isEmpty() ? args : args.subList(1, args.size());
      run(args.isEmpty() ? "help" : args.getFirst(), rest);
      return 0;
    } catch (AdminRefusal refusal) {
      err.println("tacet: " + refusal.getMessage());
      return 1;
    }
  }

  private void run(String command, List<String> rest) {
    switch (command) {
      case "registration" -> registration(arguments(rest));
      case "invite" -> invite(new Arguments(rest, Set.of("--uses", "--days"), Set.of()));
      case "invitations" -> invitations(arguments(rest));
      case "revoke-invitation" -> {
        var id = arguments(rest).word("which invitation, by its id");
        services.ask(AUTH, command, Map.of("id", id));
        out.println("Nobody signs up by it any more.");
      }
      case "accounts" -> {
        arguments(rest).noWords();
        new AccountTable(services, out).print();
      }
      case "sign-out" -> about(command, rest, " is signed out everywhere, and can sign in again.");
      case "suspend" -> about(command, rest, " is signed out everywhere and cannot sign in.");
      case "unsuspend" -> about(command, rest, " can sign in again.");
      case "delete" -> delete(new Arguments(rest, Set.of(), Set.of("--yes")));
      case "rotate-keys" -> rotate(new Arguments(rest, Set.of(), Set.of("--at-once")));
      case "limits" -> limits(arguments(rest));
      case "help", "-h", "--help" -> out.print(HELP);
      default ->
          throw new AdminRefusal(
              "There is no command named " + command + ". See: ./tacet admin help");
    }
  }

  private static Arguments arguments(List<String> rest) {
    return new Arguments(rest, Set.of(), Set.of());
  }

  private void about(String command, List<String> rest, String done) {
    var account = arguments(rest).word("whose account");
    services.ask(AUTH, command, Map.of("account", account));
    out.println(account + done);
  }

  private void delete(Arguments arguments) {
    var account = arguments.word("whose account");
    if (!arguments.flag("--yes")) {
      throw new AdminRefusal("Nobody can bring an account back. Say --yes if it has to go.");
    }
    services.ask(AUTH, "delete", Map.of("account", account));
    out.println(account + " is gone; what the services have of it goes within seconds.");
  }

  private void registration(Arguments arguments) {
    var with = arguments.wordIfAny().map(mode -> Map.of("mode", mode)).orElse(Map.of());
    JsonNode now = services.ask(AUTH, "registration", with);
    out.println(
        "Registration is "
            + now.path("mode").asString()
            + (now.path("fixed").asBoolean() ? ", by TACET_AUTH_REGISTRATION." : "."));
  }

  private void invite(Arguments arguments) {
    arguments.noWords();
    var with = new HashMap<String, Object>();
    arguments.number("--uses").ifPresent(uses -> with.put("uses", uses));
    arguments.number("--days").ifPresent(days -> with.put("days", days));
    JsonNode made = services.ask(AUTH, "invite", with);
    out.println(made.path("code").asString());
    out.println(describe(made.path("invitation")));
    out.println("The code is shown this once; nobody can look it up.");
  }

  private void invitations(Arguments arguments) {
    arguments.noWords();
    JsonNode all = services.ask(AUTH, "invitations", Map.of()).path("invitations");
    all.forEach(each -> out.println(describe(each)));
    out.println(all.size() == 1 ? "1 invitation" : all.size() + " invitations");
  }

  private static String describe(JsonNode invitation) {
    long uses = invitation.path("uses").longValue();
    long max = invitation.path("maxUses").longValue();
    var end = Instant.ofEpochMilli(invitation.path("expiresAt").longValue());
    return "%s  used %d of %d  %s %s"
        .formatted(
            invitation.path("id").asString(),
            uses,
            max,
            end.isAfter(Instant.now()) ? "until" : "expired",
            end.truncatedTo(ChronoUnit.MINUTES));
  }

  private void rotate(Arguments arguments) {
    arguments.noWords();
    JsonNode key = services.ask(AUTH, "rotate-keys", Map.of("atOnce", arguments.flag("--at-once")));
    out.println(
        "A new key signs from "
            + Instant.ofEpochMilli(key.path("useFrom").longValue()).truncatedTo(ChronoUnit.SECONDS)
            + " on."
            + (arguments.flag("--at-once")
                ? " What the old one signed is refused within five minutes."
                : ""));
  }

  private void limits(Arguments arguments) {
    arguments.noWords();
    if (services.has(RELAY)) {
      JsonNode mail = services.ask(RELAY, "limits", Map.of());
      print("mail waits at most", mail, "retention", "RELAY_LIMITS_MAILBOX_RETENTION");
      print(
          "mail per device, entries", mail, "entriesPerDevice", "RELAY_LIMITS_MAILBOX_MAXENTRIES");
      print("mail per device, bytes", mail, "bytesPerDevice", "RELAY_LIMITS_MAILBOX_MAXBYTES");
      print("store is full above", mail, "storeFullAbove", "RELAY_LIMITS_SPACE_FULLABOVE");
      print("share of one sender", mail, "shareOfOneSender", "RELAY_LIMITS_SPACE_SENDERSHARE");
    }
    if (services.has(SOCIAL)) {
      JsonNode archive = services.ask(SOCIAL, "limits", Map.of());
      print("archive, bytes", archive, "archiveBytesPerAccount", "SOCIAL_ARCHIVE_SIZE");
    }
  }

  private void print(String what, JsonNode limits, String name, String variable) {
    out.printf("%-26s %12s   TACET_%s%n", what, limits.path(name).asString(), variable);
  }
}
