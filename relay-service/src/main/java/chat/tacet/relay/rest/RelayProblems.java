package chat.tacet.relay.rest;

import chat.tacet.kit.problem.ProblemType;

/** Refusals of this interface ({@code contracts/rest.md}, relay-service). */
final class RelayProblems {

  static final ProblemType NOT_A_MEMBER =
      new ProblemType("not-a-member", 403, "The room is unknown, closed, or not yours.");
  static final ProblemType WRONG_DEVICES =
      new ProblemType("wrong-devices", 409, "The message is sealed for other devices.");
  static final ProblemType ENVELOPE_TOO_LARGE =
      new ProblemType("envelope-too-large", 413, "The message is too large.");
  static final ProblemType ENVELOPE_MALFORMED =
      new ProblemType("envelope-malformed", 400, "This is no message.");
  static final ProblemType ENVELOPE_CONFLICT =
      new ProblemType("envelope-conflict", 409, "This envelope id had another content.");
  static final ProblemType MAILBOXES_FULL =
      new ProblemType("mailboxes-full", 409, "No mailbox of the recipients has room.");
  static final ProblemType DIRECTORY_BEHIND =
      new ProblemType("directory-behind", 409, "You have seen newer lists; send it again.");
  static final ProblemType DEVICE_CONNECTED =
      new ProblemType("device-connected", 409, "A socket of this device gets its mail.");

  private RelayProblems() {}
}
