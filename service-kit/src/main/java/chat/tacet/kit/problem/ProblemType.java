package chat.tacet.kit.problem;

/**
 * A kind of refusal that a client can act upon.
 *
 * @param code stable name, lower case with dashes; the {@code type} of the document is {@code
 *     urn:tacet:problem:<code>}
 * @param status HTTP status
 * @param title one short English sentence without any value from the request
 */
public record ProblemType(String code, int status, String title) {

  /** The commonest use: {@code throw SOME_PROBLEM.exception()}. */
  public ProblemException exception() {
    return new ProblemException(this);
  }
}
