package chat.tacet.auth.login;

import chat.tacet.kit.problem.ProblemType;

/** Refusals about logins. */
final class LoginProblems {

  static final ProblemType DEVICE_TAKEN =
      new ProblemType("device-taken", 409, "This device id belongs to another account.");

  private LoginProblems() {}
}
