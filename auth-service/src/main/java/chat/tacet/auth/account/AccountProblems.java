package chat.tacet.auth.account;

import chat.tacet.kit.problem.ProblemType;

/** Refusals about accounts. */
final class AccountProblems {

  static final ProblemType USERNAME_TAKEN =
      new ProblemType("username-taken", 409, "This username is taken.");
  static final ProblemType USERNAME_INVALID =
      new ProblemType("username-invalid", 400, "This is not a possible username.");

  private AccountProblems() {}
}
