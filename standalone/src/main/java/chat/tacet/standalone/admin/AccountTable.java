package chat.tacet.standalone.admin;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** The list of accounts, page by page, put together from what three services know. */
final class AccountTable {

  /** Its devices fit into one question to the relay: sixteen for each account. */
  private static final int PAGE = 100;

  private static final String LINE = "%-32s  %-10s  %-10s  %6s  %7s  %7s  %9s  %s%n";

  private final Services services;
  private final PrintStream out;

  /** Why a service did not say what it knows, by its name; it is not asked for the next page. */
  private final Map<String, String> silent = new LinkedHashMap<>();

  AccountTable(Services services, PrintStream out) {
    this.services = services;
    this.out = out;
  }

  void print() {
    String after = "";
    long count = 0;
    while (true) {
      List<JsonNode> page =
          services
              .ask(Services.AUTH, "accounts", Map.of("after", after, "limit", PAGE))
              .path("accounts")
              .valueStream()
              .toList();
      var storage = storageOf(page);
      if (after.isEmpty()) {
        // Not before there is something to stand below it.
        out.printf(
            LINE,
            "USERNAME",
            "CREATED",
            "LAST SEEN",
            "LOGINS",
            "DEVICES",
            "WAITING",
            "ARCHIVE",
            "");
      }
      page.forEach(account -> print(account, storage));
      count += page.size();
      if (page.size() < PAGE) {
        out.println(count == 1 ? "1 account" : count + " accounts");
        silent.values().forEach(why -> out.println("What stands as ? is not known. " + why));
        return;
      }
      after = page.getLast().path("key").asString();
    }
  }

  private void print(JsonNode account, Storage storage) {
    String id = account.path("id").asString();
    out.printf(
        LINE,
        account.path("username").asString(),
        account.path("created").asString(),
        account.path("lastSeen").isString() ? account.path("lastSeen").stringValue() : "-",
        account.path("logins").asString(),
        storage.devices.map(all -> String.valueOf(all.getOrDefault(id, List.of()).size())),
        storage.waiting(id),
        storage.archives.map(all -> size(all.getOrDefault(id, 0L))),
        state(account));
  }

  private static String state(JsonNode account) {
    return account.path("suspended").asBoolean()
        ? "suspended"
        : account.path("complete").asBoolean() ? "" : "not completed";
  }

  private static String size(long bytes) {
    return bytes < 1024 * 1024
        ? bytes / 1024 + " KB"
        : String.format(Locale.ROOT, "%.1f MB", bytes / 1024.0 / 1024.0);
  }

  /** What a service knows that may not be here: shown as {@code ?} then. */
  private record Known<T>(Optional<T> value) {

    static <T> Known<T> not() {
      return new Known<>(Optional.empty());
    }

    static <T> Known<T> of(T value) {
      return new Known<>(Optional.of(value));
    }

    String map(Function<T, String> text) {
      return value.map(text).orElse("?");
    }
  }

  private record Storage(
      Known<Map<String, List<String>>> devices,
      Known<Map<String, Long>> archives,
      Known<Map<String, Long>> entries) {

    static final Storage UNKNOWN = new Storage(Known.not(), Known.not(), Known.not());

    String waiting(String account) {
      return entries.map(all ->
          devices.map(each ->
              String.valueOf(
                  each.getOrDefault(account, List.of()).stream()
                      .mapToLong(device -> all.getOrDefault(device, 0L))
                      .sum())));
    }
  }

  private Storage storageOf(List<JsonNode> accounts) {
    var ids = accounts.stream().map(each -> each.path("id").asString()).toList();
    return accounts.isEmpty()
        ? Storage.UNKNOWN
        : ask(Services.SOCIAL, "storage", Map.of("accounts", ids))
            .map(this::storage)
            .orElse(Storage.UNKNOWN);
  }

  private Storage storage(JsonNode stored) {
    var devices = new HashMap<String, List<String>>();
    stored
        .path("devices")
        .forEach(device ->
            devices
                .computeIfAbsent(device.path("account").asString(), _ -> new ArrayList<>())
                .add(device.path("id").asString()));
    return new Storage(
        Known.of(devices), Known.of(numbers(stored.path("archiveBytes"))), waiting(devices));
  }

  private Known<Map<String, Long>> waiting(Map<String, List<String>> devices) {
    var all = devices.values().stream().flatMap(List::stream).toList();
    return new Known<>(
        ask(Services.RELAY, "waiting", Map.of("devices", all))
            .map(answer -> numbers(answer.path("entries"))));
  }

  /** What a service that may be elsewhere says; the names are worth showing without it. */
  private Optional<JsonNode> ask(String service, String command, Map<String, ?> with) {
    if (!services.has(service) || silent.containsKey(service)) {
      return Optional.empty();
    }
    try {
      return Optional.of(services.ask(service, command, with));
    } catch (AdminRefusal refusal) {
      var why = String.valueOf(refusal.getMessage());
      silent.put(service, why.startsWith(service) ? why : service + ": " + why);
      return Optional.empty();
    }
  }

  private static Map<String, Long> numbers(JsonNode object) {
    var numbers = new HashMap<String, Long>();
    object.properties().forEach(each -> numbers.put(each.getKey(), each.getValue().longValue()));
    return numbers;
  }
}
