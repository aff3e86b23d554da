package chat.tacet.auth.registration;

import chat.tacet.kit.problem.ProblemType;

/** Refusals about who may make an account. */
final class RegistrationProblems {

  static final ProblemType INVITATION_NEEDED =
      new ProblemType("invitation-needed", 403, "Only who has an invitation code can sign up.");

  /** Unknown, used up, expired and revoked look the same: none of them helps who made it up. */
  static final ProblemType INVITATION_INVALID =
      new ProblemType("invitation-invalid", 403, "This invitation code is not good any more.");

  private RegistrationProblems() {}
}
