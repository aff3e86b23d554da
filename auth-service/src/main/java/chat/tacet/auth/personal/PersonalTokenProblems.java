package chat.tacet.auth.personal;

import chat.tacet.kit.problem.ProblemType;

/** Refusals of this feature ({@code contracts/rest.md}). */
final class PersonalTokenProblems {

  static final ProblemType INVALID =
      new ProblemType("personal-token-invalid", 401, "This token is wrong, expired or revoked.");
  static final ProblemType LIMIT_REACHED =
      new ProblemType("limit-reached", 409, "There are as many as there may be.");

  private PersonalTokenProblems() {}
}
