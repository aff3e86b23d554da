package chat.tacet.standalone.doctor;

import chat.tacet.kit.boot.SettingsFromFiles;
import chat.tacet.kit.boot.StartRefusedException;
import chat.tacet.kit.redis.RedisAddress;
import chat.tacet.kit.redis.RedisInfo;
import chat.tacet.standalone.redis.OwnRedis;
import chat.tacet.standalone.settings.Settings;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisServerCommands;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Where mail lies: does it survive, and is there room?
 *
 * @param running whether a Tacet runs here: with another Redis, if its own does not
 */
record RedisCheck(Map<String, String> variables, boolean running) {

  private static final Finding ELSEWHERE =
      Finding.advice(
          "Redis",
          "Tacet runs with one that is not named here, so that nobody judges it.",
          "set TACET_REDIS_URL as Tacet was started with it, and ask again");

  private static final String NAME = "Redis";
  private static final String MORE =
      "give it more: TACET_REDIS_MEMORY, or maxmemory of a Redis of yours";
  private static final Duration TIMEOUT = Duration.ofSeconds(3);
  private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)");

  /** As our own Redis has it: streams of small nodes. */
  private static final long NODE_BYTES = 1024;

  /** As the relay has them ({@code RelayLimits.Space}), both ways to write the variable. */
  private static final List<String> FULL_ABOVE =
      List.of("TACET_RELAY_LIMITS_SPACE_FULLABOVE", "TACET_RELAY_LIMITS_SPACE_FULL_ABOVE");

  private static final String USUALLY_FULL_ABOVE = "0.75";

  /** Of what is full. */
  private static final double FILLING = 2.0 / 3;

  List<Finding> findings() {
    Optional<String> url;
    try {
      url = url();
    } catch (StartRefusedException unreadable) {
      return List.of(); // Said with the settings.
    }
    return url.map(this::at)
        .orElse(List.of(running ? ELSEWHERE : Finding.good(NAME, "its own, not running now")));
  }

  private List<Finding> at(String url) {
    try {
      var address = RedisAddress.parse(url);
      var uris = address.uris();
      uris.forEach(uri -> uri.setTimeout(TIMEOUT));
      return address.isCluster() ? ofCluster(uris) : ofServer(uris.getFirst());
    } catch (StartRefusedException noAddress) {
      return List.of(Finding.broken(NAME, noAddress));
    } catch (RedisException unreachable) {
      return List.of(
          Finding.broken(
              NAME, "it cannot be reached.", "start it; look at TACET_REDIS_URL and its password"));
    }
  }

  private List<Finding> ofServer(RedisURI uri) {
    try (var client = RedisClient.create(uri);
        var connection = client.connect()) {
      return asked(NAME, () -> of(NAME, connection.sync()));
    }
  }

  /** Each master has a part of the mail; one that is away keeps nothing about the others back. */
  private List<Finding> ofCluster(List<RedisURI> seeds) {
    try (var client = RedisClusterClient.create(seeds);
        var connection = client.connect()) {
      var findings = new ArrayList<Finding>();
      findings.addAll(asked(NAME, () -> List.of(whole(connection.sync().clusterInfo()))));
      for (RedisClusterNode node : connection.getPartitions()) {
        if (node.is(RedisClusterNode.NodeFlag.UPSTREAM) && !node.getSlots().isEmpty()) {
          var uri = node.getUri();
          var name = NAME + " " + uri.getHost() + ":" + uri.getPort();
          findings.addAll(
              asked(name, () -> of(name, connection.getConnection(node.getNodeId()).sync())));
        }
      }
      return findings;
    }
  }

  private static List<Finding> asked(String name, Supplier<List<Finding>> question) {
    try {
      return question.get();
    } catch (RedisCommandExecutionException refused) {
      return List.of(
          Finding.broken(
              name, "it does not say how it is.", "let its user call INFO and CLUSTER INFO"));
    } catch (RedisException unreachable) {
      return List.of(
          Finding.broken(
              name,
              "it cannot be reached: mail that is there waits.",
              "start it, or let a replica take over"));
    }
  }

  private static Finding whole(String cluster) {
    return field(cluster, "cluster_state").equals("ok")
        ? Finding.good(NAME, "a cluster of " + field(cluster, "cluster_size") + " masters")
        : Finding.broken(
            NAME,
            "its cluster is not whole: no mail is taken.",
            "redis-cli --cluster check says what is missing");
  }

  /**
   * The one that was named, or Tacet's own while it runs.
   *
   * @throws StartRefusedException when the file that names it cannot be read
   */
  private Optional<String> url() {
    var named = SettingsFromFiles.value(variables, "TACET_REDIS_URL").filter(url -> !url.isBlank());
    if (named.isPresent()) {
      return named;
    }
    var own = Settings.data(variables).resolve("redis");
    return OwnRedis.runs(own)
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

  private List<Finding> of(String name, RedisServerCommands<String, String> redis) {
    var findings = new ArrayList<Finding>();
    findings.add(version(name, field(redis.info("server"), "redis_version")));
    findings.add(log(name, redis.info("persistence")));
    findings.add(room(name, redis.info("memory")));
    setting("appendfsync", redis)
        .filter(policy -> !policy.equals("always"))
        .map(policy ->
            Finding.advice(
                name,
                "what was sent last is lost when its machine goes down (appendfsync "
                    + policy
                    + ").",
                "appendfsync always; what that costs is in docs/reliability.md"))
        .ifPresent(findings::add);
    setting("stream-node-max-bytes", redis)
        .filter(bytes -> number(bytes) == 0 || number(bytes) > NODE_BYTES)
        .map(bytes ->
            Finding.advice(
                name,
                "mail takes two to three times the memory (stream-node-max-bytes " + bytes + ").",
                "stream-node-max-bytes " + NODE_BYTES))
        .ifPresent(findings::add);
    return findings;
  }

  /** What a server does not say, to a user that may not ask, is not judged. */
  private static Optional<String> setting(String name, RedisServerCommands<String, String> redis) {
    try {
      return Optional.ofNullable(redis.configGet(name).get(name));
    } catch (RedisCommandExecutionException notAllowed) {
      return Optional.empty();
    }
  }

  private static Finding version(String name, String version) {
    var parts = VERSION.matcher(version);
    boolean old =
        !parts.lookingAt()
            || number(parts.group(1)) < 6
            || (number(parts.group(1)) == 6 && number(parts.group(2)) < 2);
    return old
        ? Finding.broken(name, "version " + version, "version 6.2 or newer is needed")
        : Finding.good(name, "version " + version);
  }

  private static Finding log(String name, String persistence) {
    if (!field(persistence, "aof_enabled").equals("1")) {
      return Finding.broken(
          name, "mail would be lost with it: it writes no log.", "appendonly yes");
    }
    if (!field(persistence, "aof_last_write_status").equals("ok")) {
      return Finding.broken(name, "its log could not be written.", "make room on its disk");
    }
    return Finding.good(name, "what it accepts is in its log");
  }

  private Finding room(String name, String memory) {
    var policy = field(memory, "maxmemory_policy");
    if (!policy.equals("noeviction")) {
      return Finding.broken(
          name,
          "when it is full it throws mail away (" + policy + ").",
          "maxmemory-policy noeviction");
    }
    double max = number(field(memory, "maxmemory"));
    if (max == 0) {
      return Finding.advice(name, "it may take all memory there is.", "maxmemory 512mb");
    }
    double filled = number(field(memory, "used_memory")) / max;
    double full = fullAbove();
    var says = "%.0f %% of its memory is used".formatted(filled * 100);
    if (filled >= full) {
      return Finding.broken(name, says + ": no mail is taken.", MORE);
    }
    return filled >= full * FILLING
        ? Finding.advice(
            name, says, "at %.0f %% no more mail is taken; %s".formatted(full * 100, MORE))
        : Finding.good(name, says);
  }

  private double fullAbove() {
    try {
      return Double.parseDouble(
          FULL_ABOVE.stream()
              .flatMap(name -> SettingsFromFiles.value(variables, name).stream())
              .findFirst()
              .orElse(USUALLY_FULL_ABOVE));
    } catch (NumberFormatException | StartRefusedException unusable) {
      return Double.parseDouble(USUALLY_FULL_ABOVE); // The relay does not start with it.
    }
  }

  private static String field(String info, String name) {
    return RedisInfo.field(info, name).orElse("");
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException none) {
      return 0;
    }
  }
}
