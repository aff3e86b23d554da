package chat.tacet.kit.problem;

import static chat.tacet.kit.problem.CommonProblems.MALFORMED_REQUEST;
import static chat.tacet.kit.problem.CommonProblems.VALIDATION_FAILED;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSourceResolvable;
import org.springframework.validation.FieldError;
import org.springframework.web.bind.support.WebExchangeBindException;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Says which field breaks which rule, and never what was in it. */
final class InvalidFields {

  /** A field name can come from the request (an unknown member): no more of it is repeated. */
  private static final int MAX_FIELD_LENGTH = 64;

  /** Enough to mend a form; a hostile body must not make the answer large. */
  private static final int MAX_ERRORS = 16;

  private InvalidFields() {}

  static ProblemException of(WebExchangeBindException invalid) {
    return failed(
        invalid.getFieldErrors().stream()
            .map(error -> new FieldProblem(shortened(error.getField()), rule(error)))
            .toList());
  }

  static ProblemException of(HandlerMethodValidationException invalid) {
    return failed(
        invalid.getParameterValidationResults().stream()
            .flatMap(result -> {
              String name = result.getMethodParameter().getParameterName();
              String parameter = name == null ? "request" : name;
              return result.getResolvableErrors().stream()
                  .map(error ->
                      error instanceof FieldError field
                          ? new FieldProblem(shortened(field.getField()), rule(field))
                          : new FieldProblem(parameter, rule(error)));
            })
            .toList());
  }

  static ProblemException of(JacksonException unreadable) {
    return switch (unreadable) {
      case UnrecognizedPropertyException unknown -> failed(unknown, "unknown-member");
      case DatabindException mismatch when !mismatch.getPath().isEmpty() ->
          failed(mismatch, "unreadable");
      default -> MALFORMED_REQUEST.exception();
    };
  }

  private static ProblemException failed(DatabindException at, String code) {
    String path =
        at.getPath().stream()
            .map(JacksonException.Reference::getPropertyName)
            .filter(Objects::nonNull)
            .collect(Collectors.joining("."));
    return failed(List.of(new FieldProblem(shortened(path), code)));
  }

  /** One part of the request by its name, which may come from there. */
  static FieldProblem field(String name, String code) {
    return new FieldProblem(shortened(name), code);
  }

  static ProblemException failed(List<FieldProblem> fields) {
    return VALIDATION_FAILED
        .exception()
        .withErrors(fields.stream().distinct().limit(MAX_ERRORS).toList());
  }

  /** {@code NotNull} becomes {@code not-null}. */
  private static String rule(MessageSourceResolvable error) {
    String[] codes = error.getCodes();
    String constraint = codes == null || codes.length == 0 ? "invalid" : codes[codes.length - 1];
    return constraint.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
  }

  private static String shortened(@Nullable String name) {
    if (name == null) {
      return "";
    }
    return name.length() <= MAX_FIELD_LENGTH ? name : name.substring(0, MAX_FIELD_LENGTH);
  }
}
