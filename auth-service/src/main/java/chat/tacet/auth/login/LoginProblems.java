package chat.tacet.auth.login;

import chat.tacet.kit.problem.ProblemType;

/** Refusals about logins. */
final class LoginProblems {

  static final ProblemType DEVICE_TAKEN =
      new ProblemType("device-taken", 409, "This device id belongs to another account.");

  /** Told to who knows the password, and to nobody else. */
  static final ProblemType ACCOUNT_SUSPENDED =
      new ProblemType("account-suspended", 403, "This account is suspended by an administrator.");

  private LoginProblems() {}
}
