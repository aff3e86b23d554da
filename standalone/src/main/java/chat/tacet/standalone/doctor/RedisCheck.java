package chat.tacet.standalone.doctor;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Where mail lies: does it survive, and is there room? */
record RedisCheck(Map<String, String> variables) {

  private static final String NAME = "Redis";
  private static final Duration TIMEOUT = Duration.ofSeconds(3);
  private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)");
  private static final double FULL = 0.75;
  private static final double FILLING = 0.5;

  List<Finding> findings() {
    var url = url();
    if (url.isEmpty() && variables.containsKey("TACET_REDIS_URL_FILE")) {
      return List.of(); // Said with the settings.
    }
    if (url.isEmpty()) {
      return List.of(Finding.good(NAME, "its own, not running now"));
    }
    try {
      var uri = RedisURI.create(url.get());
      uri.setTimeout(TIMEOUT);
      try (var client = RedisClient.create(uri);
          var connection = client.connect()) {
        return of(connection.sync());
      }
    } catch (RedisException | IllegalArgumentException unreachable) {
      return List.of(
          Finding.broken(
              NAME, "it cannot be reached.", "start it; look at TACET_REDIS_URL and its password"));
    }
  }

  /** The one that was named, or Tacet's own while it runs. */
  private Optional<String> url() {
    var named = variables.get("TACET_REDIS_URL");
    if (named != null && !named.isBlank()) {
      return Optional.of(named);
    }
    var file = variables.get("TACET_REDIS_URL_FILE");
    if (file != null) {
      return read(Path.of(file)).map(String::strip);
    }
    var own = Path.of(variables.getOrDefault("TACET_DATA", "data"), "redis");
    return Files.exists(own.resolve("redis.pid"))
        ? read(own.resolve("redis.conf"))
            .map(text ->
                "redis://:%s@127.0.0.1:%s".formatted(word(text, "requirepass"), word(text, "port")))
        : Optional.empty();
  }

  private static Optional<String> read(Path file) {
    try {
      return Optional.of(Files.readString(file));
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  private static String word(String configuration, String name) {
    return configuration
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst()
        .orElse("");
  }

  private static List<Finding> of(RedisCommands<String, String> redis) {
    var findings = new ArrayList<Finding>();
    findings.add(version(field(redis.info("server"), "redis_version")));
    findings.add(log(redis.info("persistence")));
    findings.add(room(redis.info("memory")));
    return findings;
  }

  private static Finding version(String version) {
    var parts = VERSION.matcher(version);
    boolean old =
        !parts.lookingAt()
            || number(parts.group(1)) < 6
            || (number(parts.group(1)) == 6 && number(parts.group(2)) < 2);
    return old
        ? Finding.broken(NAME, "version " + version, "version 6.2 or newer is needed")
        : Finding.good(NAME, "version " + version);
  }

  private static Finding log(String persistence) {
    if (!field(persistence, "aof_enabled").equals("1")) {
      return Finding.broken(
          NAME, "mail would be lost with it: it writes no log.", "appendonly yes");
    }
    if (!field(persistence, "aof_last_write_status").equals("ok")) {
      return Finding.broken(NAME, "its log could not be written.", "make room on its disk");
    }
    return Finding.good(NAME, "what it accepts is in its log");
  }

  private static Finding room(String memory) {
    var policy = field(memory, "maxmemory_policy");
    if (!policy.equals("noeviction")) {
      return Finding.broken(
          NAME,
          "when it is full it throws mail away (" + policy + ").",
          "maxmemory-policy noeviction");
    }
    double max = number(field(memory, "maxmemory"));
    if (max == 0) {
      return Finding.advice(NAME, "it may take all memory there is.", "maxmemory 512mb");
    }
    double filled = number(field(memory, "used_memory")) / max;
    var says = "%.0f %% of its memory is used".formatted(filled * 100);
    if (filled >= FULL) {
      return Finding.broken(NAME, says + ": no mail is taken.", "give it more: maxmemory");
    }
    return filled >= FILLING
        ? Finding.advice(NAME, says, "at 75 % no more mail is taken: give it more, maxmemory")
        : Finding.good(NAME, says);
  }

  private static String field(String info, String name) {
    return info.lines()
        .filter(line -> line.startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst()
        .orElse("");
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException none) {
      return 0;
    }
  }
}
