package chat.tacet.kit.problem;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An expected refusal. It carries no stack trace: refusals are part of ordinary work and must stay
 * cheap. Instances are immutable; the {@code with…} methods answer a changed copy.
 */
public final class ProblemException extends RuntimeException {

  private final ProblemType type;
  private final @Nullable String detail;
  private final @Nullable Duration retryAfter;
  private final transient List<FieldProblem> errors;
  private final transient Map<String, Object> members;

  public ProblemException(ProblemType type) {
    this(type, null, null, List.of(), Map.of());
  }

  private ProblemException(
      ProblemType type,
      @Nullable String detail,
      @Nullable Duration retryAfter,
      List<FieldProblem> errors,
      Map<String, Object> members) {
    super(type.code(), null, false, false);
    this.type = type;
    this.detail = detail;
    this.retryAfter = retryAfter;
    this.errors = List.copyOf(errors);
    this.members = Map.copyOf(members);
  }

  /** Adds a sentence for the developer of the client. It must not repeat the request. */
  public ProblemException withDetail(String sentence) {
    return new ProblemException(type, sentence, retryAfter, errors, members);
  }

  /** Adds when the same request may succeed. */
  public ProblemException withRetryAfter(Duration wait) {
    return new ProblemException(type, detail, wait, errors, members);
  }

  /** Adds the fields at fault. */
  public ProblemException withErrors(List<FieldProblem> fields) {
    return new ProblemException(type, detail, retryAfter, fields, members);
  }

  /** Adds an extension member that the contract names for this code. */
  public ProblemException withMember(String name, Object value) {
    var more = new LinkedHashMap<>(members);
    more.put(name, value);
    return new ProblemException(type, detail, retryAfter, errors, more);
  }

  public ProblemType type() {
    return type;
  }

  public @Nullable String detail() {
    return detail;
  }

  public @Nullable Duration retryAfter() {
    return retryAfter;
  }

  public List<FieldProblem> errors() {
    return errors;
  }

  /** Extension members by name. */
  public Map<String, Object> members() {
    return members;
  }
}
