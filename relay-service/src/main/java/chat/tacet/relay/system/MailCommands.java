package chat.tacet.relay.system;

import static chat.tacet.kit.problem.CommonProblems.UNAVAILABLE;
import static chat.tacet.kit.problem.CommonProblems.VALIDATION_FAILED;

import chat.tacet.kit.admin.AdminCommand;
import chat.tacet.kit.admin.SimpleCommand;
import chat.tacet.kit.json.Ids;
import chat.tacet.relay.limits.RelayLimits;
import chat.tacet.relay.mailbox.redis.MailboxSurvey;
import chat.tacet.relay.redis.RedisLink;
import java.util.Map;
import java.util.UUID;
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
                    mailbox.retention().toDays(),
                    mailbox.maxEntries(),
                    mailbox.maxBytes(),
                    space.fullAbove(),
                    space.senderShare())));
  }

  /** Entries by device. */
  record Waiting(Map<UUID, Long> entries) {}

  /** What holds here. */
  record Limits(
      long retentionDays,
      long entriesPerDevice,
      long bytesPerDevice,
      double storeFullAbove,
      double shareOfOneSender) {}
}
