package chat.tacet.auth.password;

import chat.tacet.kit.problem.ProblemType;

/** Refusals about passwords. */
public final class PasswordProblems {

  /** Also for names that do not exist: the answer does not tell. */
  public static final ProblemType WRONG_CREDENTIALS =
      new ProblemType("wrong-credentials", 401, "Username or password is wrong.");

  public static final ProblemType ROUNDS_TOO_LOW =
      new ProblemType("rounds-too-low", 400, "The password must be derived with more rounds.");

  private PasswordProblems() {}
}
