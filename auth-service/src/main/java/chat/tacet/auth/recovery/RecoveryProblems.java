package chat.tacet.auth.recovery;

import chat.tacet.kit.problem.ProblemType;

/** Refusals about recovery. */
final class RecoveryProblems {

  /** Not 401: the login is good, and another one would not help. */
  static final ProblemType WRONG_RECOVERY_KEY =
      new ProblemType("wrong-recovery-key", 403, "This is not the recovery phrase of the account.");

  private RecoveryProblems() {}
}
