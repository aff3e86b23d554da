package chat.tacet.relay.system;

import static chat.tacet.kit.problem.CommonProblems.UNAVAILABLE;
import static chat.tacet.kit.problem.CommonProblems.VALIDATION_FAILED;
import static java.time.temporal.ChronoUnit.DAYS;
import static java.time.temporal.ChronoUnit.HOURS;
import static java.time.temporal.ChronoUnit.MINUTES;
import static java.time.temporal.ChronoUnit.SECONDS;

import chat.tacet.kit.admin.AdminCommand;
import chat.tacet.kit.admin.SimpleCommand;
import chat.tacet.kit.json.Ids;
import chat.tacet.relay.limits.RelayLimits;
import chat.tacet.relay.mailbox.redis.MailboxSurvey;
import chat.tacet.relay.redis.RedisLink;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What administrators may ask of the relay: how much waits, and what may. */
@Configuration(proxyBeanMethods = false)
class MailCommands {

  /** As many ids as one request can carry. */
  private static final int MAX_DEVICES = 1_600;

  /** Questions to Redis at the same time: administrators can wait, mail cannot. */
  private static final int CONCURRENCY = 16;

  @Bean
  MailboxSurvey mailboxSurvey(RedisLink redis) {
    return new MailboxSurvey(redis);
  }

  /** Of {@code devices}, ids: how many entries wait for each of them, where any do. */
  @Bean
  AdminCommand waiting(MailboxSurvey survey) {
    return SimpleCommand.reading(
        "waiting",
        request ->
            Flux.fromIterable(request.texts("devices", MAX_DEVICES))
                .map(id -> Ids.parse(id).orElseThrow(VALIDATION_FAILED::exception))
                .flatMap(device -> count(survey, device), CONCURRENCY)
                .filter(count -> count.getValue() > 0)
                .collectMap(Map.Entry::getKey, Map.Entry::getValue)
                .map(Waiting::new));
  }

  private static Mono<Map.Entry<UUID, Long>> count(MailboxSurvey survey, UUID device) {
    return Mono.fromCompletionStage(() -> survey.waiting(device))
        .onErrorMap(failure -> UNAVAILABLE.exception().withDetail("Redis does not answer."))
        .map(count -> Map.entry(device, count));
  }

  /** Quotas and retention, as set by {@code TACET_RELAY_LIMITS_…}. */
  @Bean
  AdminCommand mailLimits(RelayLimits limits) {
    var mailbox = limits.mailbox();
    var space = limits.space();
    return SimpleCommand.reading(
        "limits",
        request ->
            Mono.just(
                new Limits(
                    words(mailbox.retention()),
                    mailbox.maxEntries(),
                    mailbox.maxBytes(),
                    space.fullAbove(),
                    space.senderShare())));
  }

  /** As an operator would set it: {@code 45d}, {@code 90s}. */
  static String words(Duration time) {
    return Stream.of(DAYS, HOURS, MINUTES, SECONDS)
        .filter(unit -> time.toNanos() % unit.getDuration().toNanos() == 0)
        .findFirst()
        .map(unit -> DurationStyle.SIMPLE.print(time, unit))
        .orElseGet(() -> DurationStyle.SIMPLE.print(time));
  }

  /** Entries by device. */
  record Waiting(Map<UUID, Long> entries) {}

  /** What holds here. */
  record Limits(
      String retention,
      long entriesPerDevice,
      long bytesPerDevice,
      double storeFullAbove,
      double shareOfOneSender) {}
}
