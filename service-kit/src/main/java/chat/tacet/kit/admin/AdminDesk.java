package chat.tacet.kit.admin;

import static chat.tacet.kit.problem.CommonProblems.INTERNAL;
import static chat.tacet.kit.problem.CommonProblems.MALFORMED_REQUEST;
import static chat.tacet.kit.problem.CommonProblems.NOT_FOUND;
import static chat.tacet.kit.problem.CommonProblems.UNAVAILABLE;

import chat.tacet.kit.problem.ProblemException;
import chat.tacet.kit.redaction.Redacted;
import io.r2dbc.spi.R2dbcException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads a request, has its command run, writes the answer. */
final class AdminDesk {

  private static final Logger log = LoggerFactory.getLogger(AdminDesk.class);

  /** Longer than any command takes; whoever asked is told, and what was begun goes on. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final int SQLITE_FULL = 13;
  private static final String POSTGRESQL_DISK_FULL = "53100";

  private final Map<String, AdminCommand> commands;
  private final JsonMapper json;

  AdminDesk(List<AdminCommand> commands, JsonMapper json) {
    this.commands =
        commands.stream().collect(Collectors.toUnmodifiableMap(AdminCommand::name, each -> each));
    this.json = json;
  }

  /** One line for one line; never fails. */
  Mono<String> answer(String line) {
    return Mono.defer(() -> run(line))
        .timeout(PATIENCE)
        .map(answer -> Map.of("answer", answer))
        .onErrorResume(error -> Mono.just(Map.of("refusal", refusal(error))))
        .map(json::writeValueAsString);
  }

  private Mono<Object> run(String line) {
    JsonNode request = read(line);
    AdminCommand command = commands.get(request.path("command").asString(""));
    if (command == null) {
      return Mono.error(
          NOT_FOUND.exception().withDetail("This service has no command of that name."));
    }
    if (command.changes()) {
      log.info("An administrator runs {}", command.name());
    }
    return command
        .run(new AdminRequest(request.path("with")))
        .cast(Object.class)
        .defaultIfEmpty(Map.of());
  }

  private JsonNode read(String line) {
    try {
      return json.readTree(line);
    } catch (JacksonException unreadable) {
      throw MALFORMED_REQUEST.exception();
    }
  }

  private static boolean isOfFullDisk(Throwable error) {
    return Redacted.causes(error)
        .anyMatch(cause ->
            cause instanceof R2dbcException database
                && (database.getErrorCode() == SQLITE_FULL
                    || POSTGRESQL_DISK_FULL.equals(database.getSqlState())));
  }

  private static Map<String, Object> refusal(Throwable error) {
    ProblemException problem =
        switch (error) {
          case ProblemException expected -> expected;
          case TimeoutException _ ->
              UNAVAILABLE
                  .exception()
                  .withDetail("It may still be done: look before you say it again.");
          case Throwable full when isOfFullDisk(full) ->
              UNAVAILABLE
                  .exception()
                  .withDetail("The disk of the database is full: make room, and say it again.");
          default -> {
            log.warn("A command of an administrator failed: {}", Redacted.summary(error));
            yield INTERNAL.exception();
          }
        };
    var document = new LinkedHashMap<String, Object>();
    document.put("code", problem.type().code());
    document.put("title", problem.type().title());
    if (problem.detail() != null) {
      document.put("detail", problem.detail());
    }
    return document;
  }
}
