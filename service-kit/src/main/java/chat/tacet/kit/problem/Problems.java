package chat.tacet.kit.problem;

import static chat.tacet.kit.problem.CommonProblems.CONFLICT;
import static chat.tacet.kit.problem.CommonProblems.FORBIDDEN;
import static chat.tacet.kit.problem.CommonProblems.INTERNAL;
import static chat.tacet.kit.problem.CommonProblems.MALFORMED_REQUEST;
import static chat.tacet.kit.problem.CommonProblems.METHOD_NOT_ALLOWED;
import static chat.tacet.kit.problem.CommonProblems.NOT_ACCEPTABLE;
import static chat.tacet.kit.problem.CommonProblems.NOT_FOUND;
import static chat.tacet.kit.problem.CommonProblems.PAYLOAD_TOO_LARGE;
import static chat.tacet.kit.problem.CommonProblems.RATE_LIMITED;
import static chat.tacet.kit.problem.CommonProblems.UNAUTHENTICATED;
import static chat.tacet.kit.problem.CommonProblems.UNAVAILABLE;
import static chat.tacet.kit.problem.CommonProblems.UNSUPPORTED_MEDIA_TYPE;

import java.util.List;
import java.util.concurrent.TimeoutException;
import org.springframework.beans.TypeMismatchException;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.bind.support.WebExchangeBindException;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.server.MissingRequestValueException;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebInputException;
import reactor.netty.channel.AbortedException;

/** The one place where an exception becomes a refusal. */
final class Problems {

  /** Deeper chains of causes than this are not followed: a cycle must not hang a request. */
  private static final int MAX_CAUSES = 12;

  private Problems() {}

  /** Anything that is nobody's expected refusal is {@code internal}, without detail. */
  static ProblemException of(Throwable error) {
    return switch (error) {
      case ProblemException problem -> problem;
      case WebExchangeBindException invalid -> InvalidFields.of(invalid);
      case HandlerMethodValidationException invalid -> InvalidFields.of(invalid);
      case ServerWebInputException input -> ofInput(input);
      case ResponseStatusException status -> ofStatus(status.getStatusCode().value());
      case AuthenticationException e -> UNAUTHENTICATED.exception();
      case AccessDeniedException e -> FORBIDDEN.exception();
      case DataBufferLimitException e -> PAYLOAD_TOO_LARGE.exception();
      case DataAccessResourceFailureException e -> UNAVAILABLE.exception();
      case TransientDataAccessException e -> UNAVAILABLE.exception();
      case CannotCreateTransactionException e -> UNAVAILABLE.exception();
      case TimeoutException e -> UNAVAILABLE.exception();
      // The caller hung up in the middle of the body: nobody is left to read this.
      case AbortedException e -> MALFORMED_REQUEST.exception();
      default -> INTERNAL.exception();
    };
  }

  private static ProblemException ofInput(ServerWebInputException input) {
    Throwable cause = input;
    for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
      if (cause instanceof ProblemException problem) {
        return problem;
      }
      if (cause instanceof DataBufferLimitException) {
        return PAYLOAD_TOO_LARGE.exception();
      }
      if (cause instanceof tools.jackson.core.JacksonException unreadable) {
        return InvalidFields.of(unreadable);
      }
      cause = cause.getCause();
    }
    if (input instanceof MissingRequestValueException missing) {
      return InvalidFields.failed(List.of(InvalidFields.field(missing.getName(), "not-null")));
    }
    var parameter = input.getMethodParameter();
    if (input.getCause() instanceof TypeMismatchException && parameter != null) {
      var name = parameter.getParameterName();
      return InvalidFields.failed(
          List.of(InvalidFields.field(name == null ? "request" : name, "unreadable")));
    }
    return MALFORMED_REQUEST.exception();
  }

  private static ProblemException ofStatus(int status) {
    return (switch (status) {
          case 401 -> UNAUTHENTICATED;
          case 403 -> FORBIDDEN;
          case 404 -> NOT_FOUND;
          case 405 -> METHOD_NOT_ALLOWED;
          case 406 -> NOT_ACCEPTABLE;
          case 409 -> CONFLICT;
          case 413 -> PAYLOAD_TOO_LARGE;
          case 415 -> UNSUPPORTED_MEDIA_TYPE;
          case 429 -> RATE_LIMITED;
          case 502, 503, 504 -> UNAVAILABLE;
          default -> status < 500 ? MALFORMED_REQUEST : INTERNAL;
        })
        .exception();
  }
}
