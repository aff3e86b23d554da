package chat.tacet.kit.problem;

/** The codes every service uses ({@code contracts/rest.md}, common codes). */
public final class CommonProblems {

  public static final ProblemType VALIDATION_FAILED =
      new ProblemType("validation-failed", 400, "Some fields are not acceptable.");
  public static final ProblemType MALFORMED_REQUEST =
      new ProblemType("malformed-request", 400, "The request could not be read.");
  public static final ProblemType UNAUTHENTICATED =
      new ProblemType("unauthenticated", 401, "A valid access token is needed.");
  public static final ProblemType TOKEN_EXPIRED =
      new ProblemType("token-expired", 401, "The token has expired; get a new one.");
  public static final ProblemType LOGIN_ENDED =
      new ProblemType("login-ended", 401, "This login session has ended; sign in again.");
  public static final ProblemType FORBIDDEN =
      new ProblemType("forbidden", 403, "This is not allowed.");
  public static final ProblemType INSUFFICIENT_SCOPE =
      new ProblemType("insufficient-scope", 403, "This token is not good for this call.");
  public static final ProblemType NOT_FOUND =
      new ProblemType("not-found", 404, "There is nothing here.");
  public static final ProblemType METHOD_NOT_ALLOWED =
      new ProblemType("method-not-allowed", 405, "This method is not supported here.");
  public static final ProblemType NOT_ACCEPTABLE =
      new ProblemType("not-acceptable", 406, "The answer has no form that was asked for.");
  public static final ProblemType REQUEST_TIMEOUT =
      new ProblemType("request-timeout", 408, "The request did not arrive in time; send it again.");
  public static final ProblemType CONFLICT =
      new ProblemType("conflict", 409, "This contradicts what is stored.");
  public static final ProblemType PAYLOAD_TOO_LARGE =
      new ProblemType("payload-too-large", 413, "The request is too large.");
  public static final ProblemType UNSUPPORTED_MEDIA_TYPE =
      new ProblemType("unsupported-media-type", 415, "The request body must be JSON.");
  public static final ProblemType UPGRADE_REQUIRED =
      new ProblemType("upgrade-required", 426, "This path speaks WebSocket version 13 only.");
  public static final ProblemType RATE_LIMITED =
      new ProblemType("rate-limited", 429, "Too many requests; try again later.");
  public static final ProblemType INTERNAL =
      new ProblemType("internal", 500, "Something went wrong on the server.");
  public static final ProblemType UNAVAILABLE =
      new ProblemType("unavailable", 503, "The service cannot answer now; try again.");

  private CommonProblems() {}
}
