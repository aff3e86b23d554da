package chat.tacet.social.prekey;

import chat.tacet.kit.problem.ProblemException;
import chat.tacet.kit.problem.ProblemType;

/** Refusals of this feature ({@code contracts/rest.md}). */
final class PrekeyProblems {

  static final ProblemType PREKEY_INVALID =
      new ProblemType("prekey-invalid", 400, "A prekey is not acceptable.");

  private PrekeyProblems() {}

  /** Says which rule a prekey breaks, for the developer of the client. */
  static ProblemException invalid(String rule) {
    return PREKEY_INVALID.exception().withDetail(rule);
  }
}
