package chat.tacet.kit.admin;

import static chat.tacet.kit.problem.CommonProblems.VALIDATION_FAILED;

import chat.tacet.kit.problem.ProblemException;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What comes with a command. Whatever is missing or of another kind is {@code validation-failed}.
 */
public final class AdminRequest {

  private final JsonNode with;

  AdminRequest(JsonNode with) {
    this.with = with;
  }

  /** A text that must be there. */
  public String text(String name) {
    return find(name).orElseThrow(() -> refusal(name));
  }

  /** A text, if it is there. */
  public Optional<String> find(String name) {
    JsonNode value = with.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isString()) {
      throw refusal(name);
    }
    return Optional.of(value.stringValue());
  }

  /** A whole number between two bounds, both included. */
  public long number(String name, long otherwise, long min, long max) {
    JsonNode value = with.path(name);
    if (value.isMissingNode()) {
      return otherwise;
    }
    if (!value.isIntegralNumber()
        || !value.canConvertToLong()
        || value.longValue() < min
        || value.longValue() > max) {
      throw VALIDATION_FAILED
          .exception()
          .withDetail("\"%s\" is a whole number from %d to %d.".formatted(name, min, max));
    }
    return value.longValue();
  }

  /** False unless it is there and true. */
  public boolean flag(String name) {
    return with.path(name).asBoolean(false);
  }

  /** Texts, at most as many; none if there is no list. */
  public List<String> texts(String name, int max) {
    JsonNode value = with.path(name);
    if (value.size() > max) {
      throw refusal(name);
    }
    return value
        .valueStream()
        .map(each -> {
          if (!each.isString()) {
            throw refusal(name);
          }
          return each.stringValue();
        })
        .toList();
  }

  private static ProblemException refusal(String name) {
    return VALIDATION_FAILED.exception().withDetail("\"" + name + "\" is not as it should be.");
  }
}
