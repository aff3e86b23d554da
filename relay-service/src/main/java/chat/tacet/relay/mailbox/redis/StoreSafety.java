package chat.tacet.relay.mailbox.redis;

import chat.tacet.relay.redis.RedisLink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Says in the log, once at the start, when Redis is set so that it may lose mail that was accepted
 * ({@code docs/reliability.md}). The relay works with it all the same: for a trial that may be
 * wanted. {@code ./tacet doctor} says the same at any time.
 */
public final class StoreSafety {

  private static final Logger log = LoggerFactory.getLogger(StoreSafety.class);
  private static final String NO_LOG =
      "it writes no log, so that mail is lost when it ends: appendonly yes";

  private final RedisLink redis;
  private final Duration timeout;

  /**
   * @param timeout of the question
   */
  public StoreSafety(RedisLink redis, Duration timeout) {
    this.redis = redis;
    this.timeout = timeout;
  }

  /** What is wrong, in words; what a server does not say is not judged. */
  CompletionStage<List<String>> faults() {
    return redis
        .info("persistence")
        .thenCombine(
            redis.info("memory"),
            (persistence, memory) -> {
              List<String> faults = new ArrayList<>();
              if (persistence.stream().anyMatch(said -> said.contains("aof_enabled:0"))) {
                faults.add(NO_LOG);
              }
              if (memory.stream().anyMatch(StoreSafety::throwsKeysAway)) {
                faults.add("it throws mail away when it is full: maxmemory-policy noeviction");
              }
              return faults;
            })
        .thenCombine(
            redis.commands().configGet("appendfsync").exceptionally(notAllowed -> Map.of()),
            (faults, set) -> {
              var policy = set.getOrDefault("appendfsync", "always");
              // Without a log nothing is synced; that was said.
              if (faults.stream().noneMatch(NO_LOG::equals) && !policy.equals("always")) {
                faults.add(
                    "what was sent last is lost when the machine goes down, for its log is not on"
                        + " the disk yet (appendfsync "
                        + policy
                        + "): appendfsync always");
              }
              return faults;
            });
  }

  private static boolean throwsKeysAway(String memory) {
    return memory.contains("maxmemory_policy:") && !memory.contains("maxmemory_policy:noeviction");
  }

  /** Asks, and says what is wrong; nobody waits for it. */
  public void tell() {
    var _ =
        Mono.fromCompletionStage(this::faults)
            .timeout(timeout)
            .subscribe(
                faults -> faults.forEach(fault -> log.warn("Redis does not keep mail: {}", fault)),
                failure -> log.debug("Redis does not say how it is set: {}", failure.toString()));
  }
}
